"""
How a recorded program ends, as Python itself would end it: who prints the traceback, and with which exit code.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, NoReturn

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# Beside the recorder stands the page's session, which runs programs too.
_OWN = tuple(
    os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name) + os.sep
    for name in ("calltrace", "calltrace_text", "playground_session")
)
_print_error = sys.__excepthook__


def exit_code(stopped: SystemExit) -> int:
    """The exit code that a `sys.exit` means to the shell; prints its text if it has one."""
    if stopped.code is None:
        return 0
    if isinstance(stopped.code, int):
        return stopped.code
    print(stopped.code, file=sys.stderr)
    return 1


def trim(error: BaseException) -> TracebackType | None:
    """
    Takes the recorder's own frames off the traceback: those that called the program, and those in which a signal of the
    program landed. Gives the new beginning.
    """
    found: TracebackType | None = None
    for entry in reversed([each for each in _entries(error) if not _is_own(each)]):
        entry.tb_next = found
        found = entry
    error.__traceback__ = found
    return found


def hide(error: BaseException) -> None:
    """
    Takes off the traceback what leads to the innermost of the recorder's own frames. A function that the program calls
    unawares does so with what is raised in it, and goes on with a bare `raise`, which adds nothing to the traceback.
    """
    own = [each for each in _entries(error) if _is_own(each)]
    if own:
        error.__traceback__ = own[-1].tb_next


def _entries(error: BaseException) -> Iterator[TracebackType]:
    found = error.__traceback__
    while found is not None:
        yield found
        found = found.tb_next


def _is_own(entry: TracebackType) -> bool:
    return entry.tb_frame.f_code.co_filename.startswith(_OWN)


def remember(error: BaseException) -> None:
    """Keeps the exception that left the program where Python keeps it."""
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    if sys.version_info >= (3, 12):
        sys.last_exc = error


def report(error: BaseException) -> int:
    """Has the program's `sys.excepthook` show the exception that left it, as Python does. Gives the exit code."""
    kind, found = type(error), error.__traceback__
    remember(error)
    hook = getattr(sys, "excepthook", None)
    try:
        if hook is None:
            print("sys.excepthook is missing", file=sys.stderr)
            hook = _print_error
        hook(kind, error, found)
    except SystemExit as stopped:
        return exit_code(stopped)
    except BaseException as second:
        print("Error in sys.excepthook:", file=sys.stderr)
        trim(second)
        _print_error(type(second), second, second.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        _print_error(kind, error, found)
    return 1


def interrupt(error: KeyboardInterrupt) -> NoReturn:
    """
    Ends Python as an interrupt does: it runs what is to run at exit, then ends itself by the signal. The traceback has
    been printed, so that Python must not print another one.
    """
    hook = sys.excepthook

    def silent(*_: Any) -> None:
        sys.excepthook = hook

    sys.excepthook = silent
    raise error


def described(error: BaseException, call: int | None) -> dict[str, Any]:
    """The trace's recording.error."""
    return {
        "type": type(error).__name__, "message": _message(error), "traceback": _text(error), "call": call,
    }  # fmt: skip


def _text(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))
    except BaseException:  # the program's __str__ may raise anything, and builtins may be gone
        pass
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        _print_error(type(error), error, error.__traceback__)
        return sys.stderr.getvalue() or f"{type(error).__name__}\n"
    except BaseException:
        return f"{type(error).__name__}\n"
    finally:
        sys.stderr = stderr


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return ""
