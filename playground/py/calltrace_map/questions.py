"""Questions about a map, for whoever shows it: which tests ran a line of a file as it is now, and what a test ran."""

from __future__ import annotations

from .blocks import MODULE, Text
from .model import IMPORT, Map, Ran
from .project import Project

Lines = dict[int, set[str]]


def tests_of_lines(known: Map, project: Project, file: str) -> Lines:
    """Each line of the file that has code outside of the module's own, or ran, with the tests that ran it."""
    text = project.read(file)
    if text is None:
        return {}
    found: Lines = {line: set() for line in executable_lines(text)}
    for test_id, test in known.tests.items():
        for ran in known.all_of(test):
            for line in lines_of(ran, file, text):
                found.setdefault(line, set()).add(test_id)
    return found


def ran_at_import(known: Map, project: Project, file: str) -> set[int]:
    text = project.read(file)
    ran = known.shared.get(IMPORT)
    return lines_of(ran, file, text) if text and ran else set()


def lines_of(ran: Ran, file: str, text: Text) -> set[int]:
    """The lines of a file that ran, where the blocks that they were in stand now."""
    found: set[int] = set()
    for (where, name), places in ran.places.items():
        block = text.blocks.get(name) if where == file else None
        if block:
            found.update(block.lines[place] for place in places if place < len(block.lines))
    return found


def executable_lines(text: Text) -> set[int]:
    """The lines with code in functions."""
    return {line for name, block in text.blocks.items() if name != MODULE for line in block.lines}
