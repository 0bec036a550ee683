"""What `calltrace.record` gives: the recording while it goes on, and then its trace. Leaves texts to calltrace_text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .saving import save, target_of

if TYPE_CHECKING:
    from calltrace_text.trace import Call, Trace

# print(run) is to fit a window or two.
PRINT_BUDGET = 1_000


class Run:
    """
    One recording. Inside the with-block it only says that it goes on; after it there are:

    - `trace`: the content of the trace file, as docs/trace-format.md describes it;
    - `print(run)`: the tree of calls as text, `text(…)` the same with another budget, or of one call;
    - `calls("name")`: every call of a function; `to_pandas("name")` the same as a DataFrame;
    - `save("run.html")`: written again, also under another suffix;
    - `len(run)`: how many calls the trace holds.

    Before the end, and in a recording inside another one (the outermost has its calls), these raise RuntimeError with
    a sentence.
    """

    def __init__(
        self, why_not: str = "the recording goes on: its trace is there after the with-block"
    ) -> None:
        self._data: dict[str, Any] | None = None
        self._why_not = why_not
        self._trace: Trace | None = None

    def _finish(self, data: dict[str, Any]) -> None:
        self._data = data

    @property
    def trace(self) -> dict[str, Any]:
        """The content of the trace file: calls as columns, times in µs. Raises RuntimeError before the end."""
        if self._data is None:
            raise RuntimeError(self._why_not)
        return self._data

    def save(self, path: str | os.PathLike[str]) -> None:
        """
        Writes the trace; the suffix decides: `.json`, `.json.gz`, or `.html` for a web page that is one file. What was
        there is replaced when the new file is whole. Raises ValueError for another suffix, OSError where it cannot be
        written.
        """
        trace = self.trace
        save(trace, target_of(path))

    def calls(self, name: str | None = None) -> list[Call]:
        """
        The calls of a function, in the order in which they began; None: all calls. `name` is the function's name
        (`load`), its qualified name (`Store.load`) or that with its module (`shop.store.Store.load`). No such function:
        an empty list. For what a call tells see `Call`.
        """
        from calltrace_text.listing import calls_named

        return calls_named(self._read(), name)

    def to_pandas(self, name: str | None = None) -> Any:
        """
        `calls(name)` as a pandas.DataFrame: a row for each call, its index the calls' numbers, the columns those of
        `Call`, and with `name` one column more for each argument. Times are in µs. Raises ModuleNotFoundError where
        pandas is not installed.
        """
        from calltrace_text.listing import as_frame

        return as_frame(self.calls(name), arguments=name is not None)

    def text(
        self, call: str | None = None, *, depth: int | None = None, budget: int | None = PRINT_BUDGET
    ) -> str:
        """
        The tree of calls as `calltrace cat` prints it. `call`: only this one, by its path, with those inside. `depth`:
        so many levels below it. `budget`: at most so many tokens, roughly (None: no limit); what is left out is said.
        Raises ValueError where there is no such call.
        """
        from calltrace_text.cat import text_of

        return text_of(self._read(), call, depth=depth, budget=budget)

    def _read(self) -> Trace:
        from calltrace_text.trace import Trace

        if self._trace is None:
            self._trace = Trace(self.trace)
        return self._trace

    def __len__(self) -> int:
        return len(self.trace["calls"]["function"])

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return f"<calltrace.Run: {self._why_not}>" if self._data is None else self.text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows of it: the picture."""
        from .notebook import bundle_of

        return bundle_of(self) if self._data is not None else {"text/plain": repr(self)}

    def __repr__(self) -> str:
        if self._data is None:
            return f"<calltrace.Run: {self._why_not}>"
        recording = self._data["recording"]
        return f"<calltrace.Run: {recording['calls_seen']:,} calls in {recording['duration_us']:,.0f} µs>"
