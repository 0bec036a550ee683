"""
The rows that a program gets from a cursor of sqlite3, noted as it gets them: nothing is fetched for the trace, and the
cursor is only looked at.

Python does not say what a C function returns. But it lists the objects it made lately in the order in which it made
them (`gc.get_objects`, its youngest ones): what `fetchall` returns is the first list that was made after the call
began, a row is the last tuple that was made before the body of a `for` begins. Where a collection came in between, or
the list does not look like that, the rows are not known.
"""

from __future__ import annotations

import dis
import gc
import sys
from types import CodeType, FrameType
from typing import Any
from weakref import ref

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import is_one_of
from . import sanitize
from .plugin import Seen

MAX_ROWS = 5
# There are more only while the program has switched off garbage collection: looking through them would take too long.
MAX_YOUNG_OBJECTS = 20_000

# An event waits no longer than this for its rows before it is handed over.
MAX_ROW_WAIT_US = 1_000_000


class CursorCall(Seen):
    """
    A call that has to do with a cursor, with what is needed to know the rows that it gives: the recording's statements,
    the frame and the instruction that made the call, and, if it is one of C, an object that was made right before.
    """

    __slots__ = ("mark", "place", "statements")

    def __init__(
        self,
        arguments: dict[str, Any],
        positional: list[Any],
        call: int,
        start_us: float,
        statements: Statements,
        place: tuple[int, int],
        frame: FrameType | None = None,
    ) -> None:
        super().__init__(arguments, positional, frame, call, start_us)
        self.statements = statements
        self.place = place
        self.mark: list[Any] | None = None


class Statement:
    """An event of SQL whose rows are still to come, and the cursor that they come from."""

    __slots__ = ("begun_us", "cursor", "data", "names", "place", "rows", "waits", "width")

    def __init__(self, cursor: Any, data: dict[str, Any], place: tuple[int, int], begun_us: float) -> None:
        self.cursor = ref(cursor)
        self.data = data
        self.width = len(data["columns"])
        self.names = sanitize.names_of_columns(data.get("sql"), data["columns"])
        # The frame and the instruction that made the call.
        self.place = place
        self.begun_us = begun_us
        self.rows = 0
        self.waits = True

    def got(self, row: Any) -> None:
        self.rows += 1
        self.data["rows"] = self.rows
        if row is not None and len(self.data["first_rows"]) < MAX_ROWS:
            self.data["first_rows"].append(sanitize.row(self.names, row))

    def over(self) -> None:
        """The program was told that there are no more rows."""
        self.data["rows"] = self.rows
        self.waits = False


class Statements:
    """The statements of one recording, by the identity of their cursors, and the loops that go through their rows."""

    def __init__(self) -> None:
        self._by_cursor: dict[int, Statement] = {}
        self._loops: dict[int, tuple[CodeType, dict[int, Loop]]] = {}

    def add(self, cursor: Any, statement: Statement) -> None:
        if len(self._by_cursor) > 200:
            alive = {key: one for key, one in self._by_cursor.items() if one.cursor() is not None}
            self._by_cursor = alive if len(alive) < 200 else {}
        self._by_cursor[id(cursor)] = statement

    def of(self, cursor: Any) -> Statement | None:
        found = self._by_cursor.get(id(cursor))
        return found if found is not None and found.cursor() is cursor else None

    def waiting(self, now: float) -> set[int]:
        """The ids of the data of events whose rows may still be coming."""
        return {
            id(one.data)
            for one in self._by_cursor.values()
            if one.waits and now - one.begun_us < MAX_ROW_WAIT_US and one.cursor() is not None
        }

    def has_loops(self, code: CodeType) -> bool:
        """Whether this code has loops that may go through rows, so that their rounds are of interest."""
        if id(code) not in self._loops:
            self._loops[id(code)] = code, {loop.offset: loop for loop in loops(code)}
        return bool(self._loops[id(code)][1])

    def round(self, frame: FrameType, offset: int, target: int) -> bool:
        """Notes that a `for` begins a round or ends. False: it does not go through rows."""
        loop = self._loops[id(frame.f_code)][1].get(offset)
        if loop is None:
            return False
        statement = self._iterated(loop, frame)
        if target >= loop.end:
            # True even without a statement: by now a cursor that nothing else holds is gone, and the next time the loop
            # may go through rows again.
            if statement is not None:
                statement.over()
            return True
        if statement is None:
            return False
        statement.got(last_tuple(statement.width) if statement.rows < MAX_ROWS else None)
        return True

    def _iterated(self, loop: Loop, frame: FrameType) -> Statement | None:
        if loop.name is None:
            place = (id(frame), loop.call)
            newest = reversed(self._by_cursor.values())
            return next((one for one in newest if one.place == place and one.waits), None)
        found = frame.f_locals.get(loop.name)
        return self.of(found if found is not None else dict.get(frame.f_globals, loop.name))


def made_since(mark: Any) -> list[Any] | None:
    """Objects that were made after `mark`, in order; None: not known."""
    if gc.get_count()[0] > MAX_YOUNG_OBJECTS:
        return None
    made: list[Any] = []
    for generation in _GENERATIONS:
        objects = gc.get_objects(generation=generation)
        for at in range(len(objects) - 1, -1, -1):
            if objects[at] is mark:
                return objects[at + 1 :] + made
        made = objects + made
    return None


# Objects that have survived one collection stand behind those that survived earlier ones; since 3.14 they do not.
_GENERATIONS = (0, 1) if sys.version_info < (3, 14) else (0,)


def last_tuple(width: int) -> tuple[Any, ...] | None:
    """The tuple that was made last, if it is as wide as a row; it was made right before this is asked."""
    if gc.get_count()[0] > MAX_YOUNG_OBJECTS:
        return None
    young = gc.get_objects(generation=0)
    for at in range(len(young) - 1, max(-1, len(young) - 20), -1):
        if type(young[at]) is tuple:
            return young[at] if len(young[at]) == width else None
    return None


def fetched_one(statement: Statement, made: list[Any]) -> None:
    row = next((one for one in made if type(one) is tuple and len(one) == statement.width), None)
    if row is None:
        statement.over()
    else:
        statement.got(row)


def fetched_many(statement: Statement, made: list[Any]) -> None:
    """Notes the rows of `fetchall` or `fetchmany`: they are in a list, which was made before them."""
    found = next((one for one in made if type(one) is list), None)
    if found is None:
        return
    for row in found[:MAX_ROWS]:
        statement.got(row if is_one_of(type(row), (tuple, dict)) else _inside(row, statement.width))
    statement.rows += max(0, len(found) - MAX_ROWS)
    statement.over()


def _inside(row: Any, width: int) -> tuple[Any, ...] | None:
    """The tuple in a sqlite3.Row."""
    module = sys.modules.get("_sqlite3")
    if module is None or type(row) is not module.__dict__.get("Row"):
        return None
    return next((one for one in gc.get_referents(row) if type(one) is tuple and len(one) == width), None)


class Loop:
    """A `for`, or one in a comprehension, that goes through the result of a call or through a variable."""

    __slots__ = ("call", "end", "name", "offset")

    def __init__(self, offset: int, end: int, call: int, name: str | None) -> None:
        self.offset = offset
        # The instruction at which Python goes on after the last round.
        self.end = end
        self.call = call
        self.name = name


# Instructions that may stand between making the iterator and the first round: a comprehension saves a variable there.
_BETWEEN = frozenset({"LOAD_FAST_AND_CLEAR", "SWAP", "BUILD_LIST", "BUILD_SET", "BUILD_MAP", "COPY"})
_NOTHING = frozenset({"CACHE", "EXTENDED_ARG", "NOP", "NOT_TAKEN", "PUSH_NULL"})


def loops(code: CodeType) -> list[Loop]:
    found: list[Loop] = []
    given: dis.Instruction | None = None
    before: dis.Instruction | None = None
    for step in dis.get_instructions(code):
        name = step.opname
        if name in _NOTHING:
            continue
        if name == "GET_ITER":
            given = before
        elif name == "FOR_ITER" and given is not None:
            if given.opname in ("CALL", "CALL_KW"):
                found.append(Loop(step.offset, int(step.argval), given.offset, None))
            elif given.opname.startswith("LOAD_") and type(given.argval) is str:
                found.append(Loop(step.offset, int(step.argval), -1, given.argval))
            given = None
        elif name not in _BETWEEN:
            given = None
        before = step
    return found
