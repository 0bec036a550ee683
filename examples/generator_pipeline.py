# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "A generator pipeline"
# blurb = "Lines flow through four generators one at a time, each pulling on the one before it."
# order = 8
# ///
"""A pipeline of generators: nothing is
computed until somebody at the end asks for
it.

Every `next` wakes the last generator, which
wakes the one before it, and so on up to the
source. A generator runs to its next `yield`
and falls asleep, so the same function shows
up many times: each is one step of one
generator. The red calls at the end are
generators that nobody asks any more and that
are told to stop.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

LOG = """\
# place, temperature in °C
Oslo, -4.5
Lagos, 31.0
Lima, n/a
Oslo, -1.0

Lagos, 33.5
Lima, 19.0
Cairo, 38.5
Oslo, 2.5
"""


class Reading(NamedTuple):
    place: str
    celsius: float


def lines(text: str) -> Iterator[str]:
    """Yield the lines that say something."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line


def readings(source: Iterable[str]) -> Iterator[Reading]:
    """Yield a reading for each line that can be understood, pass over the others."""
    for line in source:
        place, _, number = line.partition(", ")
        try:
            yield Reading(place, float(number))
        except ValueError:
            continue


def running_mean(source: Iterable[Reading]) -> Iterator[tuple[Reading, float]]:
    """Yield every reading with the mean of all so far."""
    total = 0.0
    for count, reading in enumerate(source, start=1):
        total += reading.celsius
        yield reading, total / count


def until_hotter_than(limit: float, source: Iterable[tuple[Reading, float]]) -> Iterator[str]:
    """Yield lines of a report and stop at the limit: the rest of the log is never even read."""
    for reading, mean in source:
        if reading.celsius > limit:
            return
        yield f"{reading.place:<6}{reading.celsius:6.1f}   mean so far {mean:5.1f}"


report = until_hotter_than(35, running_mean(readings(lines(LOG))))
for row in report:
    print(row)
