"""
The functions and source files of one recording: what is known of each code object that is let in, described once.
Leaves to scope.py what is let in, to calls.py the calls.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Literal

from . import functions
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .budget import ONE_IN, Budget, Spending
from .frames import CodeInfo, code_info
from .scope import Scope, Source
from .texts import learn

# A longer source file is left out: nobody reads more.
MAX_SOURCE_CHARACTERS = 2_000_000


def role_of(code: CodeType, source: Source, scope: Scope) -> Literal["recorded", "import"] | None:
    """
    What a recording does with the calls of a code object from this `source`; None: it leaves them out. "import": see
    RecorderForHooks.admit.
    """
    module_body = functions.is_module(code)
    if scope.lets_in(source, module_body=module_body):
        return "recorded"
    include = scope.include
    imports = source.place in ("library", "standard_library") and (
        module_body or (code.co_name == "_find_and_load" and source.module == "importlib._bootstrap")
    )
    return "import" if imports and include.libraries and not include.standard_library else None


class Catalog:
    """`notes` gets a sentence for every source file that is too long; `spending` is what values have cost."""

    def __init__(
        self,
        scope: Scope,
        read_source: Callable[[str, dict[str, Any]], str],
        notes: list[str],
        spending: Spending,
    ) -> None:
        # How many parameters each function has, by its number.
        self.parameter_counts: list[int] = []
        # The functions that have parameters named like a token: their places, and how secret they are.
        self.guarded: dict[int, tuple[tuple[int, int], ...]] = {}
        # What has not been handed over.
        self.new_functions: list[dict[str, Any]] = []
        self.new_sources: dict[str, str] = {}
        self._scope, self._read_source, self._notes, self._spending = scope, read_source, notes, spending
        self._codes: list[CodeType] = []
        self._infos: dict[tuple[str, str, CodeType], CodeInfo] = {}
        self._known_files: set[str] = set()

    def admit(
        self, code: CodeType, frame: FrameType, source: Source, *, recorded: bool
    ) -> CodeInfo | Literal["import", "unrecorded"] | None:
        """See RecorderForHooks.admit. `recorded`: calls of code from this `source` are recorded now."""
        role = role_of(code, source, self._scope)
        if role != "recorded":
            return role
        if not recorded:
            return "unrecorded"
        key = (code.co_filename, source.module, code)
        known = self._infos.get(key)
        if known is None:
            budget = Budget(self._spending)
            known = self._infos[key] = code_info(code, len(self._codes), source.place == "program", budget)
            self.new_functions.append(functions.describe(code, source))
            self._remember_source(source.file, code.co_filename, frame, program=known.program)
            self.parameter_counts.append(len(known.names))
            if known.guarded:
                self.guarded[known.function] = known.guarded
            self._codes.append(code)
        elif self._codes[known.function] is not code:
            # An equal one that an exec or eval made anew: its id must not be given to another code object later.
            self._infos[code.co_filename, f"{source.module}:{id(code)}", code] = known
        return known

    def _remember_source(self, file: str, filename: str, frame: FrameType, *, program: bool) -> None:
        if file in self._known_files:
            return
        self._known_files.add(file)
        try:
            text = self._read_source(filename, frame.f_globals)
        except Exception:  # a loader of the program's, a file that is not text
            return
        if len(text) > MAX_SOURCE_CHARACTERS:
            longest = f"{MAX_SOURCE_CHARACTERS:,} characters"
            self._notes.append(f"the source of {file} left out: it is longer than {longest}")
        elif text:
            self.new_sources[file] = text
            if program:
                learn(text)

    def thinned(self) -> str | None:
        """Of how many calls values were left out, of which functions, and why; None: of none."""
        counts = [(info.budget.thinned, info.function) for info in self._infos.values()]
        often = sorted({(count, self._codes[function].co_qualname) for count, function in counts if count})
        if not often:
            return None
        calls = sum(count for count, _ in often)
        names = ", ".join([name for _, name in often[:-4:-1]])
        names += f" and {len(often) - 3} more" if len(often) > 3 else ""
        return (
            f"values of {calls:,} calls left out ({names}): {self._spending.said()}; "
            f"of each function, the first calls and every {ONE_IN}th keep theirs"
        )
