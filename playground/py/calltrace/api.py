"""
`calltrace.record`: records a part of a program from inside, as a with-block or a decorator. Leaves to block.py the
recording, to run.py what it gives, to decorating.py the four kinds of functions.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, TypeVar, overload

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .block import Block, Origin, Settings, Unrecorded, begin
from .decorating import decorated
from .include import Include
from .lines import Wanted
from .run import Run
from .saving import target_of
from .secrecy import SECRET_NAMES

Function = TypeVar("Function", bound=Callable[..., Any])
Names = str | Iterable[str]


class Recording:
    """What `record` gives: a context manager and a decorator, to be used as often as one likes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # The blocks that are open, the innermost last.
        self._open: list[Block | Unrecorded] = []

    def __enter__(self) -> Run:
        block = begin(self._settings, Origin.of_frame(sys._getframe(1)))
        self._open.append(block)
        return block.run

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._open.pop().end(error)

    def __call__(self, function: Function) -> Function:
        if not callable(function):
            raise TypeError("calltrace.record decorates functions; a file's name stands in record(…)")
        settings = self._settings
        # What is no function of Python's is recorded as from here.
        origin = Origin.of_function(inspect.unwrap(function)) or Origin.of_frame(sys._getframe(1))
        recorded: Any = decorated(function, lambda: begin(settings, origin))
        made: Function = recorded
        return made


@overload
def record(path: Function, /) -> Function: ...
@overload
def record(
    path: str | os.PathLike[str] | None = None, /, *, include: Names = (), include_libraries: bool = False,
    include_stdlib: bool = False, max_calls: int = 1_000_000, redact: Names = (), no_redact: bool = False,
    hook: str | None = None, read_stack: bool = False, lines: Names = (), lines_of: int = 1,
) -> Recording: ...  # fmt: skip
def record(
    path: Any = None, /, *, include: Names = (), include_libraries: bool = False,
    include_stdlib: bool = False, max_calls: int = 1_000_000, redact: Names = (), no_redact: bool = False,
    hook: str | None = None, read_stack: bool = False, lines: Names = (), lines_of: int = 1,
) -> Any:  # fmt: skip
    """
    Records the calls of a with-block, or of each call of a decorated function:

        with calltrace.record("run.html", include=["pandas"]) as run:
            main()
        print(run)

        @calltrace.record("run.json")
        def main(): ...

    `path`: the file that is written at the end, an older one being replaced; its suffix decides (`.json`, `.json.gz`,
    `.html`). None: nothing is written, and the trace is in the `Run` that the block is given. The other parameters are
    the options of `calltrace record`:

    `include`: packages that are let in besides the program's own code, which is what lies below the current folder or
    the folder of the file that records, and is not installed. `include_libraries` lets in all installed packages,
    `include_stdlib` the standard library. `max_calls`: so many calls are kept, the rest counted. `redact`: words whose
    variables are kept as "redacted", besides those of passwords and the like, which `no_redact` keeps. `hook`:
    "monitoring" (Python 3.12 and newer) or "profile"; None: the better one. `read_stack`: see docs/recording.md.
    `lines`: functions of which one call each is recorded line by line, of the call with the number `lines_of` (from 1).

    Recorded is what the block calls, in all threads of the process and in all tasks that run before its end; the
    function around the block is not. A decorated generator is recorded while it runs itself, not while it waits for
    the next `next()`. Exceptions leave the block as they are, and the trace says so.

    A block inside another one records nothing of its own: the outermost wins, and its trace says which file was not
    written. Where another thread or task is recording already, a RuntimeWarning says so, and the block runs unrecorded.
    Raises ValueError for wrong parameters, OSError where `path` cannot be written: both before the block runs. If it
    cannot be written at the end, a RuntimeWarning says so, and `run.save` tries again.
    """
    if callable(path):  # @calltrace.record without parentheses
        return record()(path)
    return Recording(
        settings_of(
            path, include=include, include_libraries=include_libraries, include_stdlib=include_stdlib,
            max_calls=max_calls, redact=redact, no_redact=no_redact, hook=hook, read_stack=read_stack, lines=lines,
            lines_of=lines_of,
        )
    )  # fmt: skip


def settings_of(
    path: str | os.PathLike[str] | None, *, include: Names = (), include_libraries: bool = False,
    include_stdlib: bool = False, max_calls: int = 1_000_000, redact: Names = (), no_redact: bool = False,
    hook: str | None = None, read_stack: bool = False, lines: Names = (), lines_of: int = 1,
) -> Settings:  # fmt: skip
    """The parameters of `record`, checked. Raises ValueError, OSError."""
    if type(max_calls) is not int or max_calls < 0:
        raise ValueError(f"max_calls is how many calls are kept, and cannot be {max_calls!r}")
    if hook not in (None, "monitoring", "profile") or (hook == "monitoring" and sys.version_info < (3, 12)):
        raise ValueError(f"there is no hook {hook!r} here: leave it out, or say 'profile'")
    if type(lines_of) is not int or lines_of < 1:
        raise ValueError(
            f"lines_of says which call of a function, counted from 1, and cannot be {lines_of!r}"
        )
    names = _listed(include)
    wanted = Include(
        libraries=bool(names or include_libraries),
        packages=() if include_libraries else names,
        standard_library=include_stdlib,
    )
    secrets = [*(() if no_redact else SECRET_NAMES), *_listed(redact)]
    wanted_lines = [Wanted(name, lines_of) for name in _listed(lines)]
    recorder = {
        "hook": hook, "max_calls": max_calls, "read_stack": read_stack, "secrets": secrets, "lines": wanted_lines,
    }  # fmt: skip
    return Settings(None if path is None else target_of(path), wanted, recorder)


def _listed(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
