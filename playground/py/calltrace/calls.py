"""
The hot path: what happens at the beginning and at the end of every call. Leaves to recorder.py what can wait.

Per call three flat lists grow: what began, the arguments, what returned. All else (numbers of values, columns) is made
of them by `Recorder.flush` over whole columns in C. Scalars are kept by reference until then, everything else is
frozen at once (snapshot.py).

What was measured inside Pyodide 314 under Node 24 (ns; an empty pair of hooks takes 130 a call, cProfile 350): a
look at the clock 125 alone and up to 300 in here, `performance.now` from JavaScript more; `f_locals` 90 and one of
its variables 20 more, all of them by `values()` 220, by names through `itemgetter` 170; any getter or builtin of
one argument goes through a trampoline: `f_lasti` 70, `id` 57, `list.extend` 80 where `+=` takes 50. So functions
are found by name (7, and 15 for the dictionary), levels hang together (40; push and pop 105), and a body on one
line is not asked where it stands. A tuple kept per call, for its arguments say, is cheap to make, but Python's
garbage collector then walks through all of them again and again. All in all fib costs 4.8 times cProfile, a fifth
of it for handing over (profile hook: 10 times).

Two things keep the columns whole whenever a signal lands here: a call's number is raised in the same breath as its
entries are added (no instruction between the two looks for signals), and entries are only ever added whole.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from operator import itemgetter
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import RAISED, YIELDED
from .functions import begins
from .levels import SLOW, Entry, Level, Root, Row, Skipped, ThreadHooks
from .snapshot import ENOUGH, REDACTED, UNKNOWN, Frozen, freeze, is_secret, thin, type_name

if TYPE_CHECKING:
    from .recorder import Recorder

# Columns of the flat lists: function and thread, parent, time, line of the call (the arguments are in a list of their
# own, because a tuple kept per call is one thing more for Python's garbage collector to walk through) ...
BEGAN = 4
# ... call, duration, result of those that returned ...
RETURNS = 3
# ... and of all others call, duration, outcome, result.
ENDED = 4
# A function's number and its thread's share one integer.
THREAD_SHIFT = 20

MAX_LOCALS = 24
_WRAPPED = "async_generator_wrapped_value"
_ASYNC_GENERATOR = 0x200
# Among values of these types, equal ones are the same value.
_UNMIXED = (int, str, type(None))


def make_hooks(recorder: Recorder, depth: int, left_out: Any) -> Callable[[], ThreadHooks]:
    """
    A maker of one thread's hooks. `depth` is how many frames above a hook function the
    program's frame is; `left_out` is what `started` returns for code that is left out.
    """
    # Added to in place by `+=`, which takes half as long as `extend`.
    began, given, returns, ended = recorder.began, recorder.given, recorder.returns, recorder.ended
    clock, getframe = recorder.clock, sys._getframe
    # Of the call that began last, in whichever thread.
    number = -1
    # µs on the clock at the start, and later by what the recorder itself took since. Taken off here and not when
    # columns are made, so that a time is never looked at again.
    zero = 0.0
    # The earliest time (µs since the start) at which the next beginning hands over.
    due = 0.0
    steps: dict[int, int] = {}

    def now() -> float:
        return clock() * 1e6 - zero

    def lose(took: float) -> None:
        nonlocal zero
        zero += took

    def set_due(at: float) -> None:
        nonlocal due
        due = at

    recorder.now, recorder.lose, recorder.set_due = now, lose, set_due

    def thread_hooks() -> ThreadHooks:
        hooks = ThreadHooks()
        # The thread's number; -1 until the first of its calls is let in.
        thread = -1
        # By the code's name, because `id` takes four times as long; of functions of one name, that which ran last.
        # Code, function, name of the only parameter, reader of several, way, lines, entry.
        hot: dict[str, Row] = {}
        rows: dict[int, Row] = {}
        known: dict[int, Entry] = {}
        # Code that is let in but has only run while it was quiet.
        unheard: dict[int, CodeType] = {}
        top: Level = (None, Root, -1, None, 0, None, 0.0)
        quiet = 0

        def running() -> int:
            return top[2]

        hooks.running = running

        def started(code: CodeType, offset: int) -> Any:
            nonlocal number, began, given, top
            try:
                own, function, single, read, way, lines, entry = hot[code.co_qualname]
                if own is not code:
                    row = hot[code.co_qualname] = rows[id(code)]
                    _, function, single, read, way, lines, entry = row
            except KeyError:
                return first_sight(code, getframe(depth))
            frame = getframe(depth)
            arguments: tuple[Any, ...] = ()
            mark: Any = None
            if way:
                if way == SLOW:
                    return begin_slowly(frame, entry, False)
                mark = ()
            try:
                if single is not None:
                    value = frame.f_locals[single]
                    arguments = (value,)
                    kind = type(value)
                    # `is`, one by one: `in` would run code of a class's metaclass.
                    if not (kind is int or kind is str or value is None):
                        arguments, mark = frozen(arguments, entry)
                    elif way:
                        mark = arguments
                elif read is not None:
                    arguments = read(frame.f_locals)
                    for value in arguments:
                        kind = type(value)
                        if not (kind is int or kind is str or value is None):
                            arguments, mark = frozen(arguments, entry)
                            break
                    else:
                        if way:
                            mark = arguments
            except Exception:  # no room left for a call of freeze, or no memory
                arguments = (UNKNOWN,) * len(entry.names)
            _, caller, parent, _, called_on, _, _ = top
            line = called_on if type(called_on) is int else called_on[caller.f_lasti]
            at = clock() * 1e6 - zero
            number += 1
            began += (function, parent, at, line)
            given += arguments
            top = (top, frame, number, mark, lines, code, at)
            if at >= due:
                recorder.hand_over(inside=True)
            return None

        def begin_slowly(frame: FrameType, entry: Entry, resumed: bool) -> None:
            """The same, for what is rarer: steps of generators, secrets, first calls."""
            nonlocal number, began, given, top
            names = entry.names
            try:
                kept = keep(frame, entry) if names else ()
                if not recorder.mixed:
                    recorder.mixed = any(type(value) not in _UNMIXED for value in kept)
            except Exception:
                kept = (UNKNOWN,) * len(names)
            mark = None
            if (
                entry.program
                and not resumed
                and (entry.changes or any(type(value) is tuple for value in kept))
                and entry.budget.credit >= ENOUGH
            ):
                mark = kept
            _, caller, parent, _, called_on, _, _ = top
            line = called_on if type(called_on) is int else called_on[caller.f_lasti]
            at = clock() * 1e6 - zero
            number += 1
            began += (entry.function, parent, at, line)
            given += kept
            top = (top, frame, number, mark, entry.lines, frame.f_code, at)
            if entry.steps:
                first = steps.setdefault(id(frame), number)
                if not resumed:
                    steps[id(frame)] = number
                elif first != number:
                    recorder.resumes.append((number, first))
            if at >= due:
                recorder.hand_over(inside=True)

        def frozen(arguments: tuple[Any, ...], entry: Entry) -> tuple[tuple[Frozen, ...], Any]:
            """Arguments among which not all are integers and texts, and what is compared when the call ends."""
            recorder.mixed = True
            for value in arguments:
                kind = type(value)
                if not (kind is int or kind is str or value is None or kind is float or kind is bool):
                    break
            else:
                return arguments, arguments if entry.way else None
            if not entry.budget.open():
                return tuple([thin(value) for value in arguments]), None
            budget = entry.budget
            kept = tuple([freeze(value, budget) for value in arguments])
            return kept, kept if entry.program else None

        def first_sight(code: CodeType, frame: FrameType) -> Any:
            """The first call of a code object in this thread; in every case of one that is left out."""
            nonlocal thread
            begun = clock()
            try:
                found = recorder.admit(code, frame, quiet > 0)
            except Exception:  # a frame whose globals are not what they should be
                return left_out
            if found is None:
                return left_out
            recorder.hook.watch(code)
            if found == "import":
                go_quiet()
                skip(frame, wakes=True)
            elif found == "unheard":
                unheard[id(code)] = code
                skip(frame)
            else:
                if thread < 0:
                    thread = recorder.add_thread()
                entry = known[id(code)] = found._replace(function=found.function | thread << THREAD_SHIFT)
                names = entry.names
                single = names[0] if len(names) == 1 else None
                read = itemgetter(*names) if len(names) > 1 else None
                row = (code, entry.function, single, read, entry.way, entry.lines, entry)
                rows[id(code)] = hot[code.co_qualname] = row
                # Reading the function's text and instructions is none of the program's time.
                lose((clock() - begun) * 1e6)
                if quiet and skips(entry):
                    skip(frame)
                else:
                    begin_slowly(frame, entry, False)
            return None

        def resumed(code: CodeType, offset: int) -> Any:
            entry = known.get(id(code))
            if entry is not None:
                begin_slowly(getframe(depth), entry, True)

        def thrown(code: CodeType, offset: int, error: Any) -> Any:
            frame = getframe(depth)
            entry = known.get(id(code))
            if begins(code, frame.f_lasti):
                # Into a generator that has not begun: its only step. No answer: a throw cannot be disabled.
                if entry is None:
                    first_sight(code, frame)
                else:
                    begin_slowly(frame, entry, False)
            elif entry is not None:
                begin_slowly(frame, entry, True)

        def returned(code: CodeType, offset: int, value: Any) -> Any:
            nonlocal returns, top
            at = clock() * 1e6 - zero
            below, frame, call, mark, _, begun, since = top
            if begun is code:
                top = below
            else:
                found = mend(getframe(depth))
                if found is None:
                    return
                _, frame, call, mark, _, _, since = found
            try:
                if mark is not None:
                    differences(frame, call, mark)
                kind = type(value)
                if not (value is None or kind is int or kind is str):
                    value = result(code, value)
            except Exception:
                value = UNKNOWN
            returns += (call, at - since, value)

        def result(code: CodeType, value: Any) -> Frozen:
            recorder.mixed = True
            kind = type(value)
            if kind is bool or kind is float:
                return value
            budget = known[id(code)].budget
            return freeze(value, budget) if budget.open() else thin(value)

        def yielded(code: CodeType, offset: int, value: Any) -> Any:
            nonlocal ended, top
            at = clock() * 1e6 - zero
            below, _, call, _, _, begun, since = top
            if begun is code:
                top = below
            else:
                found = mend(getframe(depth))
                if found is None:
                    return
                _, _, call, _, _, _, since = found
            try:
                if code.co_flags & _ASYNC_GENERATOR and type_name(type(value)) == _WRAPPED:
                    value = next(iter(gc.get_referents(value)), None)
                value = result(code, value)
            except Exception:
                value = UNKNOWN
            ended += (call, at - since, YIELDED, value)

        def unwound(code: CodeType, offset: int, error: Any) -> Any:
            nonlocal ended, top
            frame = getframe(depth)
            at = clock() * 1e6 - zero
            # Told of all code, also of what is left out, and the hook may have had no room at the frame's beginning.
            found = top
            if found[1] is not frame:
                if id(code) not in known:
                    return
                mended = mend(frame)
                if mended is None:
                    return
                found = mended
            else:
                top = found[0]
            _, _, call, mark, _, _, since = found
            value = UNKNOWN
            try:
                if mark is not None:
                    differences(frame, call, mark)
                if error is not None:
                    recorder.mixed = True
                    value = freeze(error)
                recorder.note_raised(call, error, frame, top[1])
            except Exception:
                pass
            steps.pop(id(frame), None)
            ended += (call, at - since, RAISED, value)

        def mend(frame: FrameType) -> Level | None:
            """
            The level of a frame that does not lie on top, as it should: the ends above it were missed (an exception
            from a signal inside a hook). None: its beginning was missed.
            """
            nonlocal ended, top
            found = top
            while found[1] is not frame:
                if found[0] is None:
                    return None
                found = found[0]
            at = clock() * 1e6 - zero
            while top is not found:
                ended += (top[2], at - top[6], RAISED, UNKNOWN)
                top = top[0]
            top = found[0]
            return found

        def differences(frame: FrameType, call: int, mark: Any) -> None:
            entry = known[id(frame.f_code)]
            if not entry.budget.open():
                return
            changed = changes_of(frame, entry, mark)
            if changed:
                recorder.after.append((call, changed))

        # --- quiet: during imports of libraries, and when there are too many calls

        def skips(entry: Entry) -> bool:
            return recorder.full or not entry.program

        def skip(frame: FrameType, wakes: bool = False) -> None:
            nonlocal top
            if recorder.full and not wakes:
                recorder.calls_counted += 1
            _, caller, call, _, lines, _, since = top
            offset = -1 if type(lines) is int else caller.f_lasti
            top = (top, Skipped(frame, offset, wakes), call, None, lines, frame.f_code, since)

        def quiet_start(code: CodeType, offset: int) -> Any:
            frame = getframe(depth)
            entry = known.get(id(code))
            if entry is None:
                if id(code) not in unheard:
                    return first_sight(code, frame)
                skip(frame)
            elif skips(entry):
                skip(frame)
            else:
                begin_slowly(frame, entry, False)
            return None

        def quiet_resume(code: CodeType, offset: int, error: Any = None) -> Any:
            entry = known.get(id(code))
            if entry is None:
                if id(code) in unheard:
                    skip(getframe(depth))
            elif skips(entry):
                skip(getframe(depth))
            else:
                begin_slowly(getframe(depth), entry, True)

        def quiet_end(loud: Callable[[CodeType, int, Any], Any]) -> Callable[[CodeType, int, Any], Any]:
            def ended(code: CodeType, offset: int, value: Any) -> Any:
                if not unskip(getframe(depth)) and top[1] is getframe(depth):
                    # One frame further down than `loud` is used to; it takes the level from the top.
                    loud(code, offset, value)

            return ended

        def unskip(frame: FrameType) -> bool:
            nonlocal top
            below, skipped, _, _, _, _, _ = top
            if type(skipped) is not Skipped:
                return False
            if skipped.frame is frame:
                top = below
                if skipped.wakes:
                    wake()
            return True

        def quiet_unwound(code: CodeType, offset: int, error: Any) -> Any:
            nonlocal ended, top
            frame = getframe(depth)
            if not unskip(frame) and top[1] is frame:
                below, _, call, _, _, _, since = top
                top = below
                recorder.note_raised(call, error, frame, top[1])
                recorder.mixed = True
                value = UNKNOWN if error is None else freeze(error)
                ended += (call, clock() * 1e6 - zero - since, RAISED, value)

        def go_quiet() -> None:
            nonlocal quiet
            quiet += 1
            hooks.use(softly)
            recorder.hook.changed(hooks)

        def wake() -> None:
            nonlocal quiet
            quiet -= 1
            if quiet == 0:
                hooks.use(loudly)
                recorder.hook.changed(hooks)

        loudly = (started, resumed, thrown, returned, yielded, unwound)
        softly = (
            quiet_start, quiet_resume, quiet_resume, quiet_end(returned), quiet_end(yielded), quiet_unwound,
        )  # fmt: skip
        hooks.use(loudly)
        recorder.quieten.append(go_quiet)
        if recorder.full:
            go_quiet()
        return hooks

    return thread_hooks


def keep(frame: FrameType, entry: Entry) -> tuple[Frozen, ...]:
    """The arguments by name: when a generator goes on, other variables may stand before them."""
    found, budget = frame.f_locals, entry.budget
    full = budget.open()
    kept: list[Frozen] = []
    for name in entry.names:
        if is_secret(name):
            kept.append(REDACTED)
        elif name not in found:
            kept.append(UNKNOWN)
        else:
            kept.append(freeze(found[name], budget) if full else thin(found[name]))
    return tuple(kept)


def changes_of(frame: FrameType, entry: Entry, mark: tuple[Frozen, ...]) -> list[tuple[str, Frozen]]:
    """Variables that are not arguments, or not as they were when the call began."""
    before = dict(zip(entry.names, mark, strict=True))
    outer, budget = frame.f_code.co_freevars, entry.budget
    changed: list[tuple[str, Frozen]] = []
    for name, value in frame.f_locals.items():
        if name in outer or name.startswith("."):
            continue
        if name in before:
            old = before[name]
            if value is old:
                continue
            now = REDACTED if is_secret(name) else freeze(value, budget)
            # Only frozen data is compared here, never the program's objects.
            if type(now) is type(old) and now == old:
                continue
        else:
            now = REDACTED if is_secret(name) else freeze(value, budget)
        changed.append((name, now))
        if len(changed) == MAX_LOCALS:
            break
    return changed
