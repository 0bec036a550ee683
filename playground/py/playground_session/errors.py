"""
Shows an exception as a person wants to read it: Python's own traceback, but only with the program's lines. Calls inside
a library become one line, and those inside the recorder and Pyodide are left out.
"""

from __future__ import annotations

import traceback
import unicodedata
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from calltrace.scope import Scope

from .absent import advice

MAX_TRACEBACK_CHARACTERS = 20_000


def describe(error: BaseException, scope: Scope, filename: str, call: int | None) -> dict[str, Any]:
    """The trace's recording.error. `line` stands in `file`, which is left out where it is the program's main file."""
    file, line, column = *_innermost(error.__traceback__, scope), None
    if isinstance(error, SyntaxError) and error.filename:
        at = scope.program_file(error.filename)
        # The main file cannot be compiled, and no frame of it ran; or a file that it imports cannot, and then the
        # mistake lies in that file and not at the import.
        if at is not None and (line is None or at != scope.program_file(filename)):
            file, line, column = at, error.lineno, error.offset
    absent = advice(error.name) if isinstance(error, ModuleNotFoundError) and error.name else None
    if absent is not None:
        # Pyodide's own note is about packages that its distribution has, and this page has not.
        error.__notes__ = [absent]
    described = {
        "type": type(error).__name__,
        "message": absent or _message(error),
        "traceback": format_error(error, scope),
        "call": call,
        "line": line,
        "column": column,
    }
    if line is not None and file != filename:
        described["file"] = file
    return described


def _message(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        return f"<{type(error).__name__}: its text could not be made>"
    return str(text)[:MAX_TRACEBACK_CHARACTERS]


def _innermost(found: TracebackType | None, scope: Scope) -> tuple[str | None, int | None]:
    """The innermost line that stands in one of the program's own files."""
    file, line = None, None
    while found is not None:
        at = scope.program_file(found.tb_frame.f_code.co_filename)
        if at is not None:
            file, line = at, found.tb_lineno
        found = found.tb_next
    return file, line


def format_error(error: BaseException, scope: Scope) -> str:
    try:
        shown = traceback.TracebackException.from_exception(error, compact=True)
        _trim(shown, error, scope, set())
        if isinstance(error, SyntaxError) and shown.filename:
            shown.filename = scope.program_file(shown.filename) or shown.filename
        if not shown.stack and shown.__cause__ is None and shown.__context__ is None:
            # Nothing ran, because the program cannot be compiled.
            return "".join(_wide_carets(shown, shown.format_exception_only()))[:MAX_TRACEBACK_CHARACTERS]
        return "".join(_wide_carets(shown, shown.format()))[:MAX_TRACEBACK_CHARACTERS]
    except Exception:  # the program's __str__ may raise anything
        return f"{type(error).__name__}\n"


def _wide_carets(shown: traceback.TracebackException, lines: Iterable[str]) -> Iterator[str]:
    """The lines, with the ^ of a syntax error under the sign that it means also where signs are two columns wide."""
    text = (getattr(shown, "text", None) or "").rstrip("\n")
    kept = text.lstrip(" \n\f")
    for line in lines:
        count = len(line.strip())
        if count and line.strip() == "^" * count and not text.isascii():
            start = int(shown.offset or 1) - 1 - (len(text) - len(kept))
            carets = "^" * _columns(kept[start : start + count] or "^")
            line = "    " + " " * _columns(kept[:start]) + carets + "\n"
        yield line


def _columns(text: str) -> int:
    """How many columns of a terminal or of this page's output the text takes."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def _trim(shown: traceback.TracebackException, error: BaseException, scope: Scope, seen: set[int]) -> None:
    seen.add(id(error))
    if shown.stack:
        shown.stack = _trimmed(shown.stack, error.__traceback__, scope)
    for other, cause in ((shown.__cause__, error.__cause__), (shown.__context__, error.__context__)):
        if other is not None and cause is not None and id(cause) not in seen:
            _trim(other, cause, scope, seen)


class _Inside(traceback.FrameSummary):
    """A line that stands for calls inside a library, in place of their frames."""

    __slots__ = ()


def _trimmed(
    stack: traceback.StackSummary, found: TracebackType | None, scope: Scope
) -> traceback.StackSummary:
    kept: list[Any] = []
    inside: dict[str, int] = {}
    summaries = iter(stack)

    def close() -> None:
        for package, count in inside.items():
            calls = "1 call" if count == 1 else f"{count} calls"
            kept.append(f"  … {calls} inside {package} …\n")
        inside.clear()

    while found is not None:
        source = scope.source(found.tb_frame.f_code, found.tb_frame.f_globals)
        found = found.tb_next
        if source.place == "own":  # see own_frames.py
            continue
        summary = next(summaries, None)
        if summary is None:
            break
        if source.place == "program":
            close()
            # The file is named as in the page; Python has the whole path of every file but the main one.
            summary.filename = source.file
            kept.append(summary)
        else:
            name = source.package or "the standard library"
            inside[name] = inside.get(name, 0) + 1
    close()
    return _Summary(kept)


class _Summary(traceback.StackSummary):
    def __init__(self, entries: list[Any]) -> None:
        super().__init__(entries)

    def format(self, **options: Any) -> list[str]:
        lines: list[str] = []
        run: list[Any] = []
        for entry in self:
            if isinstance(entry, str):
                lines += traceback.StackSummary.from_list(run).format() if run else []
                run = []
                lines.append(entry)
            else:
                run.append(entry)
        return lines + (traceback.StackSummary.from_list(run).format() if run else [])
