"""
What each line of a function can change, as its bytecode tells: the names that it can store, and the names whose objects
it may change in place. Only those are looked at when the line has run.
"""

from __future__ import annotations

import dis
from types import CodeType
from typing import NamedTuple

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


class LineNames(NamedTuple):
    # Local names, and global ones, that the line can give another object.
    stored: tuple[str, ...]
    stored_globals: tuple[str, ...]
    # Names whose objects the line may change in place.
    touched: tuple[str, ...]
    touched_globals: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Nothing but local names has to be looked at."""
        return not (self.stored_globals or self.touched or self.touched_globals)


NOTHING = LineNames((), (), (), ())

# So many instructions after the end of a comprehension's loop its result is stored.
_NEAR = 8
_LOCAL = ("FAST", "DEREF", "NAME")
# What can change an object in place. Adding and the like can too: `items += [1]`.
_CHANGES = (
    "CALL", "STORE_SUBSCR", "STORE_ATTR", "STORE_SLICE", "DELETE_SUBSCR", "DELETE_ATTR", "BINARY_OP",
    "YIELD_VALUE", "SEND", "BEFORE_WITH", "BEFORE_ASYNC_WITH", "LOAD_SPECIAL", "IMPORT",
)  # fmt: skip


def names_by_line(code: CodeType) -> dict[int, LineNames]:
    """By line. What has no line, such as the end of an `except`, may run after any line, and counts for all."""
    stored: dict[int, dict[str, bool]] = {}
    mentioned: dict[int, dict[str, bool]] = {}
    changing: set[int] = set()
    line = 0
    starts = {start: number for start, _, number in code.co_lines()}
    # Where a comprehension on several lines ends, Python 3.14 tells of no new line: what follows runs, as far as is
    # told, in the line in which its loop stands. By the offset where a loop ends: that line.
    ends: dict[int, int] = {}
    looped, near = 0, 0
    for instruction in dis.get_instructions(code):
        if instruction.offset in starts:
            line = starts[instruction.offset] or 0
        name = instruction.opname
        if name == "FOR_ITER":
            ends[instruction.argval] = line
        if instruction.offset in ends:
            looped, near = ends[instruction.offset], _NEAR
        near -= 1
        into = stored.setdefault(line, {}), mentioned.setdefault(line, {})
        if name.startswith(_CHANGES):
            changing.add(line)
        for part, variable in _variables(name, instruction.argval):
            is_global = "GLOBAL" in part
            if part.startswith(("STORE", "DELETE")) or part == "LOAD_FAST_AND_CLEAR":
                into[0][variable] = is_global
                if near > 0:
                    stored.setdefault(looped, {})[variable] = is_global
                    mentioned.setdefault(looped, {})
            elif part.startswith("LOAD"):
                into[1][variable] = is_global
    anywhere = stored.pop(0, {})
    # A function that is called may change the variables that it shares with this one.
    shared = dict.fromkeys((*code.co_cellvars, *code.co_freevars), False)
    return {
        number: _line_names(
            {**anywhere, **names, **(shared if number in changing else {})},
            mentioned[number] if number in changing else {},
        )
        for number, names in stored.items()
    }


def _line_names(stored: dict[str, bool], touched: dict[str, bool]) -> LineNames:
    # An object that is stored and changed on one line, as by `items += [1]`, is looked at as one that is touched.
    return LineNames(
        tuple([name for name, is_global in stored.items() if not is_global and name not in touched]),
        tuple([name for name, is_global in stored.items() if is_global and name not in touched]),
        tuple([name for name, is_global in touched.items() if not is_global]),
        tuple([name for name, is_global in touched.items() if is_global]),
    )


def _variables(name: str, argument: object) -> list[tuple[str, str]]:
    """Each access of a variable by an instruction: what it does (`STORE_FAST`), and the name."""
    if not name.startswith(("STORE_", "DELETE_", "LOAD_")):
        return []
    if isinstance(argument, tuple):  # two in one: LOAD_FAST_LOAD_FAST, STORE_FAST_LOAD_FAST
        parts = [part for part in name.replace("_LOAD", " LOAD").replace("_STORE", " STORE").split() if part]
        found = list(zip(parts, argument, strict=False))
    else:
        found = [(name, argument)]
    kinds = (*_LOCAL, "GLOBAL", "CLOSURE", "CLASSDEREF")
    return [
        (part, variable)
        for part, variable in found
        if isinstance(variable, str)
        and not variable.startswith(".")
        and any(f"_{kind}" in part for kind in kinds)
    ]
