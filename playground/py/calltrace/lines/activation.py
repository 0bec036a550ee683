"""
The hot path of lines: what happens when a line of the chosen call begins. What the line before it changed is read then,
because only then it has run. Leaves to recorder.py which call is chosen, and when what was noted is handed over.

Of scalars the object itself is compared and kept. Anything else is frozen (snapshot.py) and never kept, so that no
object of the program lives longer than it would: it is compared by its id and its snapshot.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import MAX_TEXT, REDACTED, UNKNOWN
from ..functions import parameters
from ..redaction import remember, within
from ..secrecy import hides, secrecy
from ..shapes import Frozen
from ..snapshot import freeze
from ..variables import LOOKS, SHARED
from .bytecode import NOTHING, LineNames, names_by_line

# So many lines, or so many values that are no scalars, are handed over at once.
MAX_WAITING_LINES = 20_000
MAX_WAITING_SNAPSHOTS = 500
# A longer integer is kept as its text.
LONG_INTEGER = 1 << 256

# The flag of code whose variables are not in a dictionary.
_OPTIMIZED = 1
# A name has no object.
_MISSING: Any = type("Missing", (), {"__slots__": ()})()
# What never changes in place, although it is no scalar.
_CONSTANT = frozenset(
    map(id, (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type, types.MethodType, range))
)


class Activation:
    """
    One call that is watched line by line. Indices of lines count from the beginning of the call; -1 stands for what is
    as the call begins. `calls_so_far` gives how many calls have begun, `began` is the list that grows when one does.
    """

    # Made by `_make_line`: a line of this number begins.
    line: Callable[[int], None]
    # The step ends, and with it what its last line did; the next one begins in this frame.
    end_step: Callable[[], None]
    begin_step: Callable[[FrameType, int], None]
    # The list of calls was emptied, and could have its old length again when it is looked at next.
    look_at_calls: Callable[[], None]

    def __init__(
        self, code: CodeType, calls_so_far: Callable[[], int], began: list[Any], full: Callable[[], None]
    ) -> None:
        self.code = code
        self.call = -1
        # The frame while it runs; its id also while a generator waits.
        self.frame: FrameType | None = None
        self.frame_id = 0
        self.ended = False
        # What has not been handed over: lines; index, name and value of each change; index of a line, and the number of
        # the first call that began while it ran; index of the first line of a step, and the step's call.
        self.lines: list[int] = []
        self.changed: list[Any] = []
        self.called: list[int] = []
        self.steps: list[int] = []
        # How many lines there were, and whether what follows is only counted or kept for the end.
        self.total = 0
        # Variables are not read, because that would change what `locals()` gave the program.
        self.blind = SHARED and not LOOKS.isdisjoint(code.co_names)
        self.missed = 0
        _make_line(self, calls_so_far, began, full)


def _make_line(
    activation: Activation, calls_so_far: Callable[[], int], began: list[Any], full: Callable[[], None]
) -> None:
    code = activation.code
    names = {} if activation.blind else names_by_line(code)
    secrets = {
        name: tier for found in names.values() for part in found for name in part if (tier := secrecy(name))
    }
    # Of each line what is read first, whether that is all, and the rest.
    rows = {number: (found.stored, found.plain, found) for number, found in names.items()}
    lines, changed, called = activation.lines, activation.changed, activation.called
    append = lines.append
    # What each name had when it was looked at last: a scalar, or (id, snapshot) of anything else.
    last: dict[str, Any] = {}
    last_global: dict[str, Any] = {}
    # How many lines had begun when an object was frozen last; when something last happened that may change objects.
    taken: dict[str, int] = {}
    # The names whose objects the line has changed in place.
    stirred_by: dict[str, int] = {}
    stirred = 0
    pending: LineNames = NOTHING
    stored: tuple[str, ...] = ()
    plain = True
    before = -1
    total = snapshots = known = 0
    get: Callable[[str, Any], Any] = _nothing
    get_global: Callable[[str, Any], Any] = _nothing

    def line(
        number: int,
        began: list[Any] = began,
        last: dict[str, Any] = last,
        append: Callable[[int], None] = append,
        len: Callable[[Any], int] = len,
    ) -> None:
        nonlocal changed, pending, plain, stored, total
        if len(began) != before:
            note_calls()
        if SHARED and stored:
            activation.frame.f_locals  # type: ignore[union-attr]  # noqa: B018  # brings them up to date
        for name in stored:
            value = get(name, _MISSING)
            if value is not last[name]:
                # Most changes are these; it does the same as `note`, in fewer steps.
                if type(value) is int and -LONG_INTEGER < value < LONG_INTEGER and not secrets:
                    last[name] = value
                    changed += (total - 1, name, value)
                else:
                    note(name, value, last)
        if not plain:
            look_closer()
        append(number)
        total += 1
        stored, plain, pending = rows.get(number, _NO_ROW)
        if not plain:
            look_before()
        if len(lines) > MAX_WAITING_LINES:
            hand_over()

    def hand_over() -> None:
        activation.total = total
        full()

    def look_at_calls() -> None:
        nonlocal before
        before = -1

    def note_calls() -> None:
        nonlocal before, known, stirred
        now = calls_so_far()
        # While calls are handed over they can seem to be fewer.
        if now > known:
            if total:
                called.extend((total - 1, known))
            stirred = total
            known = now
        before = len(began)

    def note(name: str, value: Any, last: dict[str, Any]) -> None:
        """The name may have another object, or its object another content."""
        nonlocal changed, snapshots
        kind = type(value)
        kept: Frozen
        if value is _MISSING:
            if last[name] is _MISSING:
                return
            last[name] = value
            changed += (total - 1, name, UNKNOWN)
            return
        if (
            (kind is int and -LONG_INTEGER < value < LONG_INTEGER)
            or value is None
            or kind is bool
            or (kind is str and len(value) <= MAX_TEXT)
            or (kind is float and value)
        ):
            last[name] = kept = value
            if name in secrets:
                kept = _secret(secrets[name], value)
            changed += (total - 1, name, kept)
            return
        old = last[name]
        if id(kind) in _CONSTANT and type(old) is _Kept and old.id == id(value):
            return
        kept = _secret(secrets[name], value) if name in secrets else _kept(value)
        taken[name] = total
        if (
            type(old) is _Kept
            and old.id == id(value)
            and type(old.frozen) is type(kept)
            and old.frozen == kept
        ):
            return
        last[name] = _Kept(id(value), kept)
        changed += (total - 1, name, kept)
        if type(old) is _Kept and old.id == id(value):
            stirred_by[name] = total
        snapshots += 1
        if snapshots > MAX_WAITING_SNAPSHOTS:
            snapshots = 0
            hand_over()

    def look_closer() -> None:
        """At the end of a line that changes more than local names."""
        nonlocal stirred
        _, stored_globals, touched, touched_globals = pending
        for name in stored_globals:
            value = get_global(name, _MISSING)
            if value is not last_global[name]:
                note(name, value, last_global)
        if touched or touched_globals:
            stirred = total
            stirred_by.clear()
        if SHARED and touched:
            activation.frame.f_locals  # type: ignore[union-attr]  # noqa: B018
        for name in touched:
            value = get(name, _MISSING)
            if value is not last[name]:
                note(name, value, last)
        if stirred_by:
            look_around()
        for name in touched_globals:
            value = get_global(name, _MISSING)
            if value is not last_global[name] and type(last_global[name]) is _Kept:
                note(name, value, last_global)

    def look_around() -> None:
        """An object was changed in place: other names may have it too, or something that holds it."""
        for name, known in tuple(last.items()):
            if type(known) is _Kept and name not in stirred_by:
                note(name, get(name, _MISSING), last)

    def look_before() -> None:
        """
        What a line may change in place is looked at before too, where something may have changed it since the last
        time: through another name, say. Then that is seen now, and belongs to no later line.
        """
        for name in pending.touched:
            if taken.get(name, 0) < stirred and type(last[name]) is _Kept:
                note(name, get(name, _MISSING), last)
        for name in pending.touched_globals:
            value = get_global(name, _MISSING)
            known = last_global[name]
            if known is _MISSING or type(known) is not _Kept or known.id != id(value):
                learn(name, value, last_global)
            elif taken.get(name, 0) < stirred:
                note(name, value, last_global)

    def learn(name: str, value: Any, last: dict[str, Any]) -> None:
        """Takes a value as known without saying that it has changed."""
        kind = type(value)
        if kind is int or value is None or kind is bool or kind is str or kind is float or value is _MISSING:
            last[name] = value
            return
        taken[name] = total
        last[name] = _Kept(id(value), _kept(value))

    def begin_step(frame: FrameType, call: int) -> None:
        nonlocal before, get, get_global, known
        first = activation.frame_id == 0
        activation.frame, activation.frame_id = frame, id(frame)
        activation.steps.extend((total, call))
        # Of a frame the variables, which are read by name; of a module or a class the dictionary itself.
        variables = frame.f_locals
        is_function = code.co_flags & _OPTIMIZED and not SHARED
        get = variables.get if is_function else _reader(variables)
        get_global = _reader(frame.f_globals)
        before = len(began)
        known = calls_so_far()
        if not first:
            return
        activation.call = call
        for name in () if activation.blind else parameters(code):
            last[name] = _MISSING
            value = get(name, _MISSING)
            if value is not _MISSING:
                note(name, value, last)
        for found in names.values():
            for name in (*found.stored, *found.touched):
                if name not in last:
                    last[name] = _MISSING
                    if name not in code.co_varnames:
                        learn(name, get(name, _MISSING), last)
            for name in (*found.stored_globals, *found.touched_globals):
                last_global.setdefault(name, _MISSING)
                if name in found.stored_globals:
                    learn(name, get_global(name, _MISSING), last_global)

    def end_step() -> None:
        nonlocal get, get_global, stirred
        if activation.frame is None:
            return
        if len(began) != before:
            note_calls()
        if SHARED:
            activation.frame.f_locals  # noqa: B018
        for name in stored:
            value = get(name, _MISSING)
            if value is not last[name]:
                note(name, value, last)
        if not plain:
            look_closer()
        # A line that yields goes on when the next step begins, and may store then what is sent.
        stirred = total
        # Nothing of the program's is held while it waits, or after its end.
        get = get_global = _nothing
        activation.frame = None
        activation.total = total

    activation.line, activation.begin_step, activation.end_step = line, begin_step, end_step
    activation.look_at_calls = look_at_calls


_NO_ROW = ((), True, NOTHING)


class _Kept:
    """What is known of an object that is not kept itself."""

    __slots__ = ("frozen", "id")

    def __init__(self, identity: int, frozen: Frozen) -> None:
        self.id, self.frozen = identity, frozen


def _kept(value: Any) -> Frozen:
    kind = type(value)
    if kind is int:
        return ("text", "int", f"an integer of {value.bit_length():,} bits", None, True)
    if _length(value) > MAX_TEXT:
        return ("long", "str" if kind is str else "bytes", value[:MAX_TEXT], len(value))
    return freeze(value)


def _length(value: Any) -> int:
    kind = type(value)
    return len(value) if kind is str or kind is bytes else 0


def _secret(tier: int, value: Any) -> Frozen:
    if hides(tier, value):
        remember(tier, value)
        return REDACTED
    kept: Frozen = within(tier, _kept(value))
    return kept


def _nothing(name: str, missing: Any) -> Any:
    return missing


def _reader(variables: Any) -> Callable[[str, Any], Any]:
    """Reads a dictionary by name, and runs nothing of a class that the program derived from `dict`."""
    if not isinstance(variables, dict):
        return _nothing
    get = dict.get
    return lambda name, missing: get(variables, name, missing)
