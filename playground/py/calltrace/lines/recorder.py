"""
Chooses the calls whose lines are recorded, and hands over what activation.py noted of them, in parts that `joined`
(section.py) puts together. How Python tells of lines is left to monitoring.py and tracing.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import CodeType, FrameType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..columns import drain
from ..journal import BEGAN_WIDTH, Journal
from ..limit import CallLimit
from ..values import Values
from .activation import Activation
from .loops import loops_of
from .section import GAP
from .wanted import Wanted, Watched

# At once: in the page, an interpreter that comes from a snapshot has no files to import later.
if sys.version_info >= (3, 12):
    from .monitoring import MonitoringLines as LineHook
else:
    from .tracing import TracingLines as LineHook

# What is kept of one call: so many first lines, unless their values take more than so many characters of JSON;
MAX_FIRST_LINES = 900_000
MAX_CHARACTERS = 48_000_000
# then so many last ones: fewer, where values are what takes the room.
MAX_LAST_LINES = 50_000
MAX_LAST_LARGE_LINES = 500


class LineRecorder:
    """`when_ended` is called when the call that was wanted by its number has ended."""

    def __init__(self, wanted: Sequence[Wanted], *, when_ended: Callable[[], None] | None = None) -> None:
        self._wanted = tuple(wanted)
        self._watched: dict[int, Watched] = {}
        self._when_ended = when_ended
        # Of each call that is watched: how many lines were handed over, and how many are not kept.
        self._first: dict[int, int] = {}
        self._states: dict[int, dict[str, Any]] = {}

    def connect(
        self,
        journal: Journal,
        limit: CallLimit,
        running_call: Callable[[], int],
        notes: list[str],
        hand_over: Callable[[], None],
    ) -> None:
        self._journal, self._limit, self._running_call = journal, limit, running_call
        self._notes, self._hand_over = notes, hand_over
        self._hook = LineHook(self._begin, self.step_call, self._ended, notes)

    def start(self) -> None:
        self._hook.start()

    def stop(self) -> None:
        """Calls that have not ended are kept as far as they are."""
        self._hook.stop()
        for watched in self._watched.values():
            if watched.activation is not None:
                watched.activation.end_step()
                watched.activation.ended = True
        found = {watched.wanted for watched in self._watched.values() if watched.activation is not None}
        for wanted in self._wanted:
            if wanted not in found and wanted.call is None:
                times = "called" if wanted.nth == 1 else f"called {wanted.nth:,} times"
                self._notes.append(f"no lines of {wanted.name}: no function of this name was {times}")

    def offer(self, code: CodeType, source: Callable[[], str]) -> None:
        """A function's first call begins, or the first in a thread."""
        if id(code) in self._watched:
            return
        for wanted in self._wanted:
            if wanted.means(code):
                try:
                    text = source()
                except Exception:  # a loader of the program's, a file that is not text
                    text = ""
                watched = self._watched[id(code)] = Watched(code, wanted, text)
                watched.begun = 1
                self._hook.watch(watched)
                return

    def _begin(self, watched: Watched, frame: FrameType) -> Activation | None:
        """The first line of a call begins. None: it is not the one that is wanted."""
        call = self._running_call()
        wanted = watched.wanted.call
        if wanted is not None and call != wanted:
            return None
        activation = Activation(
            watched.code, self._calls_so_far, self._journal.began, lambda: self._full(watched)
        )
        watched.activation = activation
        activation.begin_step(frame, call)
        return activation

    def step_call(self) -> int:
        return self._running_call()

    def _calls_so_far(self) -> int:
        return self._limit.recorded + len(self._journal.began) // BEGAN_WIDTH

    def _ended(self, watched: Watched) -> None:
        if self._when_ended is not None and watched.wanted.call is not None:
            self._when_ended()

    def _full(self, watched: Watched) -> None:
        """Much has gathered."""
        state = self._states.get(id(watched.code))
        if state is None or not state["tail"]:
            self._hand_over()
        else:
            self._trim(watched.activation, state)

    # --- handing over

    def take(self, values: Values) -> list[dict[str, Any]]:
        """What has gathered, as entries of a chunk."""
        return [
            part
            for watched in self._watched.values()
            if watched.activation is not None and (part := self._take(watched, watched.activation, values))
        ]

    def _take(self, watched: Watched, activation: Activation, values: Values) -> dict[str, Any] | None:
        activation.look_at_calls()
        state = self._states.get(id(watched.code))
        first = state is None
        if state is None:
            state = self._states[id(watched.code)] = {
                "lines": 0, "characters": values.characters, "tail": False, "shift": 0, "last": MAX_LAST_LINES,
                "missing": 0, "names": {}, "values": {}, "early": [], "called_early": [], "done": False,
            }  # fmt: skip
        if state["done"] or (state["tail"] and not activation.ended):
            return None
        if state["tail"]:
            self._trim(activation, state, least=True)
        shift = state["shift"]
        lines = drain(activation.lines)
        changed, called, steps = drain(activation.changed), drain(activation.called), drain(activation.steps)
        state["lines"] += len(lines)
        if activation.ended:
            state["done"] = True
        part: dict[str, Any] = {"call": activation.call}
        if first:
            part["function"] = watched.code.co_qualname
            part["first_line"] = watched.code.co_firstlineno
            part["loops"] = loops_of(watched.source, watched.code)
            if activation.blind:
                part["blind"] = True
        if state["missing"]:
            # A line with no number stands for those that are missing; what has changed meanwhile belongs to it.
            at = state["lines"] - len(lines)
            lines.insert(0, GAP)
            state["lines"] += 1
            part["gap"] = [at, state["missing"]]
            kept = [item for name, value in state["values"].items() for item in (at + shift, name, value)]
            changed = [*kept, *changed]
        # What the last of the first lines changed was noted when the next one began, which may be gone.
        early, called_early = state["early"], state["called_early"]
        early[0::3] = [at + shift for at in early[0::3]]
        called_early[0::2] = [at + shift for at in called_early[0::2]]
        self._put(part, state, lines, [*early, *changed], [*called_early, *called], steps, values)
        if not state["tail"]:
            taken = values.characters - state["characters"]
            if state["lines"] >= MAX_FIRST_LINES or taken > MAX_CHARACTERS:
                state["tail"] = True
                state["last"] = MAX_LAST_LINES if taken <= MAX_CHARACTERS else MAX_LAST_LARGE_LINES
        if not (lines or changed or called or steps):
            return None
        return part

    def _put(
        self, part: dict[str, Any], state: dict[str, Any], lines: list[int], changed: list[Any],
        called: list[int], steps: list[int], values: Values,
    ) -> None:  # fmt: skip
        shift, known = state["shift"], state["names"]
        names = [name for name in dict.fromkeys(changed[1::3]) if name not in known]
        for name in names:
            known[name] = len(known)
        part["line"] = lines
        part["names"] = names
        part["change_at"] = [at - shift for at in changed[0::3]]
        part["change_name"] = [known[name] for name in changed[1::3]]
        part["change_value"] = list(values.numbers(tuple(changed[2::3])))
        part["call_at"] = [at - shift for at in called[0::2]]
        part["call_first"] = called[1::2]
        part["step_at"] = [at - shift for at in steps[0::2]]
        part["step_call"] = steps[1::2]

    def _trim(self, activation: Activation | None, state: dict[str, Any], *, least: bool = False) -> None:
        """Of what is only kept for the end, leaves the last lines, once there are twice as many."""
        if activation is None:
            return
        most: int = state["last"]
        extra = len(activation.lines) - most
        if extra <= (0 if least else most):
            return
        state["missing"] += extra
        # The index of the first line that stays.
        begin = activation.total - most
        del activation.lines[:extra]
        # The gap itself takes one index.
        state["shift"] = begin - state["lines"] - 1
        changed = activation.changed
        gone = 0
        for at in range(0, len(changed), 3):
            if changed[at] >= begin:
                break
            if changed[at] < state["lines"]:
                state["early"] += changed[at : at + 3]
            state["values"][changed[at + 1]] = changed[at + 2]
            gone = at + 3
        del changed[:gone]
        for pairs in (activation.called, activation.steps):
            gone = sum(1 for at in pairs[0::2] if at < begin)
            if pairs is activation.called and gone and pairs[0] < state["lines"]:
                state["called_early"] += pairs[:2]
            del pairs[: 2 * gone]
