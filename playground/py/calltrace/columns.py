"""
Makes columns of the journal's flat lists, whole columns at once, so that all that is done per call is done in C. Leaves
to recorder.py when that happens.
"""

from __future__ import annotations

from array import array
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import RETURNED, Chunk, doubles, ints
from .frozen import REDACTED
from .journal import AFTER_WIDTH, BEGAN_WIDTH, ENDED_WIDTH, RETURNS_WIDTH, THREAD_SHIFT
from .secrecy import MIN_TOKEN, hides
from .values import Values

Flat = tuple[Any, ...]

_FUNCTION = (1 << THREAD_SHIFT) - 1


def drain(items: list[Any]) -> list[Any]:
    """
    Takes what is in the list. The list stays, with what was added meanwhile: a signal or another thread may add rows
    between the two statements, but only whole ones, and behind these.
    """
    taken = items[:]
    del items[: len(taken)]
    return taken


def drained(items: list[Any]) -> Flat:
    """Does as `drain`, but gives a tuple, whose slices go into columns without being copied."""
    taken = tuple(items)
    del items[: len(taken)]
    return taken


def kept(rows: Flat, width: int, most: int) -> Flat:
    """The rows whose call, which is their first entry, is one of the calls that may be kept."""
    places = range(0, len(rows), width)
    return tuple([item for at in places if rows[at] < most for item in rows[at : at + width]])


def count_arguments(starts: Flat, counts: list[int]) -> int:
    """How many arguments these calls have; `counts` are the functions' numbers of parameters."""
    return sum([counts[number & _FUNCTION] for number in starts[0::BEGAN_WIDTH]])


def without_tokens(
    starts: Flat, given: Flat, counts: list[int], guarded: dict[int, tuple[tuple[int, int], ...]]
) -> Flat:
    """
    The arguments without texts that look like tokens, where parameters are named so. `guarded`: the places of such
    parameters and how secret they are, by function.
    """
    texts = [text for text in {value for value in given if type(value) is str} if len(text) >= MIN_TOKEN]
    tiers = {tier for places in guarded.values() for _, tier in places}
    if not any(hides(tier, text) for tier in tiers for text in texts):
        return given
    found = list(given)
    at = 0
    for number in starts[0::BEGAN_WIDTH]:
        function = number & _FUNCTION
        for place, tier in guarded.get(function, ()):
            if hides(tier, found[at + place]):
                found[at + place] = REDACTED
        at += counts[function]
    return tuple(found)


def put_beginnings(
    chunk: Chunk, starts: Flat, given: Flat, values: Values, mixed: bool, *, threads: bool
) -> None:
    numbers = starts[0::BEGAN_WIDTH]
    if threads:
        chunk.thread = ints(tuple([number >> THREAD_SHIFT for number in numbers]))
        numbers = tuple([number & _FUNCTION for number in numbers])
    chunk.function = ints(numbers)
    chunk.parent = ints(starts[1::BEGAN_WIDTH])
    chunk.start_s = doubles(starts[2::BEGAN_WIDTH])
    chunk.call_line = ints(starts[3::BEGAN_WIDTH])
    chunk.arguments = ints(values.numbers(given, mixed))


def put_endings(chunk: Chunk, returns: Flat, ends: Flat, values: Values, mixed: bool) -> None:
    """Puts calls that returned before those that ended otherwise."""
    chunk.ended_call = ints(returns[0::RETURNS_WIDTH] + ends[0::ENDED_WIDTH])
    chunk.ended_at_s = doubles(returns[1::RETURNS_WIDTH] + ends[1::ENDED_WIDTH])
    chunk.outcome = array(
        "B", bytes([RETURNED]) * (len(returns) // RETURNS_WIDTH) + bytes(ends[2::ENDED_WIDTH])
    )
    chunk.result = ints(values.numbers(returns[2::RETURNS_WIDTH] + ends[3::ENDED_WIDTH], mixed))


def put_changes(chunk: Chunk, after: Flat, values: Values) -> None:
    names = after[1::AFTER_WIDTH]
    chunk.after_names = list(dict.fromkeys(names))
    places = {name: place for place, name in enumerate(chunk.after_names)}
    chunk.after_call = ints(after[0::AFTER_WIDTH])
    chunk.after_name = ints(tuple([places[name] for name in names]))
    chunk.after_value = ints(values.numbers(after[2::AFTER_WIDTH]))
