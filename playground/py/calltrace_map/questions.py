"""Questions about a map, for whoever shows it: which tests ran a line of a file as it is now, and what a test ran."""

from __future__ import annotations

import inspect
from types import CodeType

from .blocks import Text
from .model import IMPORT, Map, Ran
from .project import Project

Lines = dict[int, set[str]]


def tests_of_lines(known: Map, project: Project, file: str) -> Lines:
    """Each line of the file that has code outside of the module's own, or ran, with the tests that ran it."""
    text = project.read(file)
    if text is None:
        return {}
    found: Lines = {line: set() for line in executable_lines(project.text(file) or "")}
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


def executable_lines(source: str) -> set[int]:
    """The lines that run in functions, as the compiler knows them."""
    found: set[int] = set()
    waiting = [compile(source, "text", "exec", dont_inherit=True)]
    while waiting:
        code = waiting.pop()
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
        if code.co_flags & inspect.CO_NEWLOCALS:
            lines = {line for _, _, line in code.co_lines() if line}
            # A function begins in the line of its head, where nothing of it runs.
            found |= lines - {code.co_firstlineno} if len(lines) > 1 else lines
    return found
