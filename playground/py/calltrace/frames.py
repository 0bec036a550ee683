"""
What the hot path works with: what is known of a function, what lies on the stack, and a thread's hook functions.
"""

from __future__ import annotations

import dis
from bisect import bisect_right
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, NamedTuple

from . import functions
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .budget import Budget
from .frozen import picker
from .secrecy import OPEN, TOKEN_LIKE, secrecy

_RESUME = dis.opmap["RESUME"]

# The modes in which a function's calls begin; see CodeInfo.mode.
PLAIN, CHANGES, SLOW, STEPS = range(4)
# In CodeInfo.variables: a local variable. Other numbers are arguments' places.
LOCAL = -1


class CodeInfo(NamedTuple):
    """What is known of a code object that is let in."""

    function: int
    names: tuple[str, ...]
    # CHANGES: variables may differ from the arguments when a call ends, whatever these are. SLOW and STEPS: the hot
    # path leaves the call to `begin_slowly`, because the function has secrets or because it runs in steps. Else PLAIN.
    mode: int
    # Reads the arguments from the frame's variables. None: there are none, or some may be secret and each is looked at.
    read: Callable[[Any], tuple[Any, ...]] | None
    # The place of each variable among the arguments, or LOCAL. Variables that are not in here are not read.
    variables: dict[str, int]
    # How secret variables and the result are by their names, where they are; see secrecy.py.
    secrets: dict[str, int]
    result: int
    # The places of arguments named like a token, and how secret they are. They are read as others are, and texts among
    # them are judged when they are handed over: a lexer's calls should not take longer.
    guarded: tuple[tuple[int, int], ...]
    changes: bool
    steps: bool
    program: bool
    # The line of an instruction by its offset, or the only line on which calls can be made.
    lines: dict[int, int] | int
    budget: Budget

    def hot_row(self, code: CodeType) -> HotRow:
        if self.mode in (SLOW, STEPS):
            return (code, self.function, None, self.lines, None, self.mode, self)
        single = self.names[0] if len(self.names) == 1 else None
        return (code, self.function, single, self.lines, None if single else self.read, self.mode, self)


class Lines(dict[int, int]):
    """
    The line of an instruction by its offset, as `f_lineno` would say it; 0: it has none. A line is looked up when the
    first call is made there, because most functions make no calls.
    """

    def __init__(self, code: CodeType) -> None:
        super().__init__()
        self._code = code
        # Each run of instructions that belong to one line: where it begins, and the line.
        self._starts: list[int] = []
        self._lines: list[int | None] = []

    def __missing__(self, offset: int) -> int:
        try:
            if not self._starts:
                for start, _, line in self._code.co_lines():
                    self._starts.append(start)
                    self._lines.append(line)
            place = bisect_right(self._starts, offset)
            line = self._lines[place - 1] if place else None
        except Exception:  # the program took away what it needs
            line = None
        return self.setdefault(offset, line or 0)


def lines(code: CodeType) -> dict[int, int] | int:
    """
    The lines on which a function can make calls; only the line itself where its body stands on one line, because then
    the frame need not be asked where it is: `f_lasti` takes as long as `f_locals`.
    """
    try:
        text = code.co_code
        first = next(at for at in range(0, len(text), 2) if text[at] == _RESUME)
        found = {line for start, end, line in code.co_lines() if end > first + 2}
    except Exception:  # the program took away what it needs
        return Lines(code)
    only = found.pop() if len(found) == 1 else None
    return Lines(code) if only is None else only


class Skipped:
    """Stands on the stack in place of the frame of a call that is let in but not recorded (imports, too many calls)."""

    __slots__ = ("f_lasti", "frame", "wakes")

    def __init__(self, frame: FrameType, offset: int, wakes: bool) -> None:
        self.frame = frame
        # The offset at which the nearest recorded caller stands; it does not move on while this lies above it.
        self.f_lasti = offset
        self.wakes = wakes


class Root:
    """Lies below the first call of a thread, in place of a caller that is not recorded."""

    f_lasti = -1


# One call on a thread's stack: the level below, the frame, the number of the call, its lines, its code, its arguments
# if variables may differ from them when it ends, what is known of its code. Levels that are linked like this cost half
# of what pushing to a list and popping does.
StackLevel = tuple[Any, Any, int, Any, CodeType | None, Any, Any]


# What `started` needs of a function: its code, its number and its thread's, the name of its only parameter, its lines,
# the reader of several parameters, its mode, all else that is known of it.
HotRow = tuple[
    CodeType, int, str | None, dict[int, int] | int, Callable[[Any], tuple[Any, ...]] | None, int, CodeInfo
]


class ThreadHooks:
    """The functions that a hook calls in one thread. They are replaced by others while recording is suppressed."""

    __slots__ = (
        "_paused",
        "_wanted",
        "greenlet",
        "idle",
        "look_anew",
        "resumed",
        "returned",
        "running",
        "shared",
        "started",
        "thrown",
        "unwound",
        "yielded",
    )

    # The number of the call that runs; -1: none.
    running: Callable[[], int]
    # Whether no call lies on the stack, recorded or not.
    idle: Callable[[], bool]
    # Whether these are a greenlet's, and whether another one may have them when it needs them no longer.
    greenlet: bool
    shared: bool
    # From now on every function counts as one that is seen for the first time.
    look_anew: Callable[[], None]
    started: Callable[[CodeType, int], Any]
    resumed: Callable[[CodeType, int], Any]
    thrown: Callable[[CodeType, int, Any], Any]
    returned: Callable[[CodeType, int, Any], Any]
    yielded: Callable[[CodeType, int, Any], Any]
    unwound: Callable[[CodeType, int, Any], Any]

    def __init__(self) -> None:
        self.greenlet = self.shared = False
        self._paused = False
        self._wanted: tuple[Callable[..., Any], ...] = ()

    def use(self, functions: tuple[Callable[..., Any], ...]) -> None:
        self._wanted = functions
        if not self._paused:
            self._install(functions)

    def pause(self) -> None:
        """Until `go_on`, no call of this thread is noted, because what runs is not the program."""
        self._paused = True
        self._install((_nothing,) * 6)

    def go_on(self) -> None:
        self._paused = False
        self._install(self._wanted)

    def _install(self, functions: tuple[Callable[..., Any], ...]) -> None:
        self.started, self.resumed, self.thrown, self.returned, self.yielded, self.unwound = functions


def _nothing(code: CodeType, offset: int, value: Any = None) -> None:
    pass


def code_info(code: CodeType, function: int, program: bool, budget: Budget) -> CodeInfo:
    names = functions.parameters(code)
    steps = functions.runs_in_steps(code)
    tiers = [secrecy(name) for name in names]
    result = secrecy(code.co_name)
    secret = max(tiers, default=OPEN) > TOKEN_LIKE
    changes = program and functions.has_locals(code) and _rebinds(code, names)
    return CodeInfo(
        function=function,
        names=names,
        mode=STEPS if steps else SLOW if secret or result else CHANGES if changes else PLAIN,
        read=None if secret or not names else picker(names),
        variables=_variables(code, names) if program else {},
        secrets={name: tier for name in (*names, *_own_names(code)) if (tier := secrecy(name))},
        result=result,
        guarded=tuple([(place, tier) for place, tier in enumerate(tiers) if tier]),
        changes=changes,
        steps=steps,
        program=program,
        lines=lines(code),
        budget=budget,
    )


def _variables(code: CodeType, names: tuple[str, ...]) -> dict[str, int]:
    found = dict.fromkeys(_own_names(code), LOCAL)
    for place, name in enumerate(names):
        if found.pop(name, None) is not None:
            found[name] = place
    return found


def _own_names(code: CodeType) -> list[str]:
    return [name for name in (*code.co_varnames, *code.co_cellvars) if not name.startswith(".")]


def _rebinds(code: CodeType, names: tuple[str, ...]) -> bool:
    """Whether the code has variables besides its parameters, or gives a parameter another value."""
    own = set(code.co_varnames) | set(code.co_cellvars)
    if not own <= set(names):
        return True
    return not _STORES.isdisjoint(code.co_code[::2])


_STORES = frozenset(
    number
    for name, number in dis.opmap.items()
    if name.startswith(("STORE_FAST", "STORE_DEREF", "DELETE_FAST", "DELETE_DEREF"))
)
