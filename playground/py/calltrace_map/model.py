"""What is kept of a test run: which test ran which lines of which blocks, what it opened, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field

# What runs while modules are imported and tests collected, and between tests: hooks of conftest.py and the like.
IMPORT, BETWEEN = "<import>", "<between>"

Key = tuple[str, str]
"""A file and the name of a block in it."""


@dataclass(slots=True)
class Ran:
    """What ran in a context. `places`: of each block, which of its lines with code. `started`: another process."""

    places: dict[Key, set[int]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    started: bool = False

    def add(self, other: Ran) -> None:
        for key, places in other.places.items():
            self.places.setdefault(key, set()).update(places)
        self.opened |= other.opened
        self.started |= other.started


@dataclass(slots=True)
class Test:
    """
    `file`: where it stands. `uses`: the contexts of the fixtures that it shares with others. `due`: an edit has touched
    it and it has not run since.
    """

    file: str
    ran: Ran = field(default_factory=Ran)
    uses: list[str] = field(default_factory=list)
    outcome: str = ""
    ms: float = 0.0
    due: bool = False


@dataclass(slots=True)
class File:
    """A Python file: the hash of its text, those of its blocks, and which files it loads."""

    text: str
    blocks: dict[str, str]
    loads: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Map:
    """
    `environment`: what a map is good for, such as a version of Python. `opened`: the hashes of other files that were
    read. `shared`: what ran outside of single tests, by context.
    """

    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)
    shared: dict[str, Ran] = field(default_factory=dict)
    tests: dict[str, Test] = field(default_factory=dict)

    def all_of(self, test: Test) -> list[Ran]:
        """What ran for a test: in itself, and in the fixtures that it shares with others."""
        return [test.ran, *(self.shared[name] for name in test.uses if name in self.shared)]
