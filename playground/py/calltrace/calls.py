"""
The hot path: what happens at the beginning and at the end of every call. Leaves to recorder.py what can wait, to
variables.py what is kept of arguments and locals, to suppression.py the calls that are let in but not recorded.

A call adds to three flat lists of the journal (journal.py): that it began, its arguments, that it returned. All else
(numbers of values, columns) is made of these lists by `Recorder.flush`, which works on whole columns in C. Scalars are
kept by reference until then, everything else is frozen at once (snapshot.py).

What was measured inside Pyodide 314 under Node 24 (ns; an empty pair of hooks takes 130 a call, cProfile 350): a look
at the clock 180 (two a call), `getframe` 70, `f_locals` and one of its variables 120, `f_lasti` 50, adding to the lists
170, the linked levels of the stack 65; handing over takes 190. A recorder in Python must do that much for a call; the
rest is finding the function by its name (20, where `id` and a look-up take 70) and telling types apart. Names bound as
defaults are a tenth cheaper than closure cells. A tuple kept per call, for its arguments say, is cheap to make, but
Python's garbage collector then walks through all of them again and again.

Two things keep the columns whole whenever a signal lands here: a call's number is raised in the same breath as its
entries are added (no instruction between the two looks for signals), and entries are only ever added whole.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from types import CodeType, FrameType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import CLOSED, RAISED, YIELDED
from .frames import CHANGES, CodeInfo, HotRow, Root, StackLevel, ThreadHooks
from .frozen import NOT_KEPT
from .functions import begins
from .journal import THREAD_SHIFT, Clock, RecorderForHooks
from .shapes import Frozen
from .signals import from_handler
from .snapshot import UNKNOWN, freeze, type_name
from .suppression import Suppression
from .variables import RESULT_ONLY, changes_of, frozen_result, kept_of, kept_one_by_one

_WRAPPED = "async_generator_wrapped_value"
_ASYNC_GENERATOR = 0x200


def make_hooks(
    recorder: RecorderForHooks,
    watch: Callable[[CodeType, bool], None],
    changed: Callable[[ThreadHooks], None],
    depth: int,
    left_out: Any,
) -> tuple[Clock, Callable[[], ThreadHooks]]:
    """
    The clock of a run, and a maker of one thread's hooks. `watch` asks the hook for the ends of a code object's calls
    too, and says whether it is the program's; `changed` tells it that a thread's functions are others now. `depth` is
    how many frames above a hook function the program's frame is; `left_out` is what `started` returns for code that is
    left out.
    """
    journal, limit = recorder.journal, recorder.limit
    # The lists grow in place by `+=`, which takes half as long as `extend`.
    began, given, returns, ended = journal.began, journal.given, journal.returns, journal.ended
    after, resumes = journal.after, journal.resumes
    clock, getframe = recorder.seconds, sys._getframe
    # The number of the call that began last, in whichever thread.
    number = -1
    # What the clock showed at the start, plus what the recorder itself has taken since. It is taken off here and not
    # when columns are made, so that no time is looked at twice: the lists hold seconds, whoever reads them makes µs.
    zero = 0.0
    # The earliest time (seconds) at which the next beginning hands over.
    due = 0.0
    steps: dict[int, int] = {}
    # The ids of frames that are being closed.
    closing: set[int] = set()

    def now() -> float:
        return (clock() - zero) * 1e6

    def rewind(to: float) -> None:
        nonlocal zero
        zero = clock() - to / 1e6

    def set_due(at: float) -> None:
        nonlocal due
        due = at / 1e6

    def thread_hooks() -> ThreadHooks:
        hooks = ThreadHooks()
        # The thread's number; -1 until the first of its calls is let in.
        thread = -1
        # Rows are found by the code's name, because `id` takes four times as long. Of several functions with one name
        # the one that ran last is here.
        hot: dict[str, HotRow] = {}
        rows: dict[int, HotRow] = {}
        known: dict[int, CodeInfo] = {}
        top: StackLevel = (None, Root, -1, 0, None, None, None)
        # The id of an exception that there was no room to keep; 0: none.
        unkept = 0

        def running() -> int:
            return top[2]

        def push(level: StackLevel) -> None:
            nonlocal top
            top = level

        def idle() -> bool:
            return top[0] is None

        def look_anew() -> None:
            hot.clear()
            rows.clear()

        hooks.running, hooks.idle, hooks.look_anew = running, idle, look_anew

        def started(
            code: CodeType,
            offset: int,
            # These are bound as defaults because a closure's cells take longer.
            hot: dict[str, HotRow] = hot,
            getframe: Callable[[int], FrameType] = getframe,
            clock: Callable[[], float] = clock,
            began: list[Any] = began,
            given: list[Any] = given,
            depth: int = depth,
        ) -> Any:
            nonlocal number, top
            try:
                own, function, single, lines, read, mode, info = hot[code.co_qualname]
                if own is not code:
                    row = hot[code.co_qualname] = rows[id(code)]
                    _, function, single, lines, read, mode, info = row
            except KeyError:
                return first_sight(code, getframe(depth))
            frame = getframe(depth)
            mark: Any = None
            # None: the call has begun.
            arguments: tuple[Any, ...] | None = ()
            try:
                if single is not None:
                    value = frame.f_locals[single]
                    kind = type(value)
                    # `is`, one type after the other, because `in` would run code of a class's metaclass.
                    if kind is int or kind is str or value is None:
                        if not mode:
                            # Most calls come this way; it does the same as the code below, in fewer steps.
                            line = top[3]
                            if type(line) is not int:
                                line = line[top[1].f_lasti]
                            at = clock() - zero
                            # The argument goes first: a signal between the two may hand over, and then sees by the
                            # list's length that the last argument has no call yet.
                            given.append(value)
                            number += 1
                            began += (function, top[2], at, line)
                            top = (top, frame, number, lines, code, None, info)
                            if at < due:
                                return None
                            arguments = None
                        else:
                            arguments = mark = (value,)
                    else:
                        journal.mixed = True
                        arguments, mark = kept_of((value,), info)
                elif read is not None:
                    arguments = read(frame.f_locals)
                    for value in arguments:
                        kind = type(value)
                        if not (kind is int or kind is str or value is None):
                            journal.mixed = True
                            arguments, mark = kept_of(arguments, info)
                            break
                    else:
                        if mode:
                            mark = arguments
                elif mode:
                    if mode != CHANGES:
                        return begin_slowly(frame, info, False)
                    mark = ()
            except Exception as error:  # no room left for a call of freeze, or no memory
                if from_handler(error):
                    raise
                arguments = (UNKNOWN,) * len(info.names)
            if arguments is None:
                # Not in there: what a signal's handler raises while this goes on is the program's.
                recorder.hand_over(inside=True)
                return None
            line = top[3]
            if type(line) is not int:
                line = line[top[1].f_lasti]
            at = clock() - zero
            number += 1
            began += (function, top[2], at, line)
            given += arguments
            top = (top, frame, number, lines, code, mark, info)
            if at >= due:
                recorder.hand_over(inside=True)
            return None

        def begin_slowly(frame: FrameType, info: CodeInfo, resumed: bool) -> None:
            """Begins a call as `started` does, where that is rarer: steps of generators, secrets, first calls."""
            nonlocal number, began, given, resumes, top
            mark: Any = None
            kept: tuple[Frozen, ...] = ()
            try:
                kept = () if info.read is None else info.read(frame.f_locals)
                for value in kept:
                    kind = type(value)
                    if not (kind is int or kind is str or value is None):
                        journal.mixed = True
                        kept, mark = kept_of(kept, info)
                        break
                else:
                    if len(kept) < len(info.names):
                        raise KeyError
                    if info.changes:
                        mark = kept
            except KeyError:  # secrets, or a variable that was deleted before a generator went on
                journal.mixed = True
                kept, mark = kept_one_by_one(frame, info)
            except Exception as error:
                if from_handler(error):
                    raise
                kept = (UNKNOWN,) * len(info.names)
            if mark is None and info.result:
                mark = RESULT_ONLY
            _, caller, parent, line, _, _, _ = top
            if type(line) is not int:
                line = line[caller.f_lasti]
            at = clock() - zero
            number += 1
            began += (info.function, parent, at, line)
            given += kept
            top = (top, frame, number, info.lines, frame.f_code, mark, info)
            if info.steps:
                if resumed:
                    first = steps.setdefault(id(frame), number)
                    if first != number:
                        resumes += (number, first)
                else:
                    steps[id(frame)] = number
            if at >= due:
                recorder.hand_over(inside=True)

        def first_sight(code: CodeType, frame: FrameType) -> Any:
            """Handles the first call of a code object in this thread, and every call of one that is left out."""
            nonlocal thread
            begun = now()
            try:
                found = recorder.admit(code, frame, suppression.depth > 0)
            except Exception:  # a frame whose globals are not what they should be
                return left_out
            if found is None:
                return left_out
            watch(code, not isinstance(found, str) and found.program)
            if found == "import":
                suppression.enter()
                suppression.skip(frame, wakes=True)
            elif found == "unrecorded":
                suppression.unrecorded[id(code)] = code
                suppression.skip(frame)
            else:
                if thread < 0:
                    thread = recorder.add_thread(idle, hooks.greenlet)
                info = known[id(code)] = found._replace(function=found.function | thread << THREAD_SHIFT)
                rows[id(code)] = hot[code.co_qualname] = info.hot_row(code)
                # The clock is rewound, so that reading the function's text and instructions is not counted.
                rewind(begun)
                if suppression.depth and suppression.skips(info):
                    suppression.skip(frame)
                else:
                    begin_slowly(frame, info, False)
                    recorder.plugins.began(frame, top[2])
            return None

        def resumed(code: CodeType, offset: int) -> Any:
            row = hot.get(code.co_qualname)
            info = known.get(id(code)) if row is None or row[0] is not code else row[6]
            if info is not None:
                begin_slowly(getframe(depth), info, True)

        def thrown(code: CodeType, offset: int, error: Any) -> Any:
            frame = getframe(depth)
            info = known.get(id(code))
            if begins(code, frame.f_lasti):
                # An exception is thrown into a generator that has not begun: this is its only step. Nothing is
                # returned, because Python does not let a tool disable this event.
                if info is None:
                    first_sight(code, frame)
                else:
                    begin_slowly(frame, info, False)
            elif info is not None:
                if type(error) is GeneratorExit:
                    closing.add(id(frame))
                begin_slowly(frame, info, True)

        def returned(
            code: CodeType,
            offset: int,
            value: Any,
            clock: Callable[[], float] = clock,
            returns: list[Any] = returns,
        ) -> Any:
            nonlocal top
            at = clock() - zero
            below, frame, call, _, begun, mark, info = top
            if begun is code:
                top = below
            else:
                found = mend(getframe(depth), at)
                if found is None:
                    return
                _, frame, call, _, _, mark, info = found
            kind = type(value)
            if mark is not None:
                try:
                    value = differences(frame, call, mark, info, value)
                except Exception:
                    value = UNKNOWN
            elif not (kind is int or kind is str or value is None):
                journal.mixed = True
                value = frozen_result(value, info)
            returns += (call, at, value)
            if at >= due:
                with suppress(RecursionError):  # a call that has ended well must not raise
                    recorder.hand_over(inside=True)

        def differences(frame: FrameType, call: int, mark: Any, info: CodeInfo, value: Any) -> Frozen:
            """Notes the variables that differ from the arguments; gives what is kept of the result."""
            nonlocal after
            changed: list[Any] = []
            same: list[tuple[int, str, str]] = []
            result = changes_of(frame, info, call, mark, value, changed, same)
            after += changed
            if same:
                journal.same += same
            kind = type(result)
            if not (kind is int or kind is str or result is None):
                journal.mixed = True
            return result

        def yielded(code: CodeType, offset: int, value: Any) -> Any:
            nonlocal ended, top
            at = clock() - zero
            below, frame, call, _, begun, mark, info = top
            if begun is code:
                top = below
            else:
                found = mend(getframe(depth), at)
                if found is None:
                    return
                _, frame, call, _, _, mark, info = found
            try:
                if code.co_flags & _ASYNC_GENERATOR and type_name(type(value)) == _WRAPPED:
                    value = next(iter(gc.get_referents(value)), None)
                if mark is not None:
                    value = differences(frame, call, mark, info, value)
                else:
                    kind = type(value)
                    if not (kind is int or kind is str or value is None):
                        journal.mixed = True
                        value = frozen_result(value, info)
            except Exception:
                value = UNKNOWN
            ended += (call, at, YIELDED, value)
            if at >= due:
                with suppress(RecursionError):  # a call that has ended well must not raise
                    recorder.hand_over(inside=True)

        def unwound(code: CodeType, offset: int, error: Any) -> Any:
            nonlocal ended, top, unkept
            frame = getframe(depth)
            found = top
            # Python tells of this in all code, also in what is left out; and the hook may have had no room to note that
            # the frame began.
            if found[1] is not frame and id(code) not in known:
                return
            at = clock() - zero
            if found[1] is not frame:
                mended = mend(frame, at)
                if mended is None:
                    return
                found = mended
            else:
                top = found[0]
            _, _, call, _, _, mark, info = found
            value = UNKNOWN
            # A generator that is closed or dropped has not failed: the exception goes no further.
            closed = bool(closing) and type(error) is GeneratorExit and id(frame) in closing
            closing.discard(id(frame))
            try:
                if mark is not None:
                    differences(frame, call, mark, info, None)
                if closed:
                    error = None
                elif error is not None:
                    journal.mixed = True
                    value = freeze(error)
                if not closed:
                    journal.note_raised(call, error, frame, top[1])
                if value is NOT_KEPT:
                    unkept = id(error)
                elif unkept:
                    if unkept == id(error):
                        journal.keep_raised_above(call, value)
                    unkept = 0
            except Exception:
                pass
            steps.pop(id(frame), None)
            ended += (call, at, CLOSED if closed else RAISED, value)

        def mend(frame: FrameType, at: float) -> StackLevel | None:
            """
            Finds the level of a frame that should lie on top and does not, because the ends of the calls above it were
            missed (a signal raised an exception inside a hook), and ends those now, `at` this time. None: the frame's
            beginning was missed.
            """
            nonlocal ended, top
            found = top
            while found[1] is not frame:
                if found[0] is None:
                    return None
                found = found[0]
            while top is not found:
                ended += (top[2], at, RAISED, UNKNOWN)
                top = top[0]
            top = found[0]
            return found

        def broken_off(call: int, error: Any) -> None:
            """Ends a call by an exception while recording is suppressed."""
            nonlocal ended
            if error is not None:
                journal.mixed = True
            ended += (call, clock() - zero, RAISED, UNKNOWN if error is None else freeze(error))

        active = (started, resumed, thrown, returned, yielded, unwound)
        suppression = Suppression(recorder, hooks, changed, known, active, depth)
        suppression.connect(lambda: top, push, first_sight, begin_slowly, broken_off)
        hooks.use(active)
        limit.when_full(suppression.fill_up)
        return hooks

    return Clock(now, rewind, set_due), thread_hooks
