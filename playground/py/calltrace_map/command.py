"""`calltrace map main.py:12`: which tests run a line; `calltrace map main.py`: of each line, how many."""

from __future__ import annotations

import argparse
import os
import sys

from . import file as map_file
from .choosing import choose
from .model import Map
from .project import Project
from .questions import ran_at_import, tests_of_lines

DEFAULT = ".calltrace-map.json"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "place",
        nargs="?",
        metavar="FILE[:LINE]",
        help="a line, or a whole file; without it, what the map holds",
    )
    parser.add_argument(
        "--map", metavar="FILE", help=f"the map (default: {DEFAULT} here or in a folder above)"
    )
    parser.add_argument(
        "--affected", action="store_true", help="list the tests that edits since then have touched"
    )


def main(options: argparse.Namespace) -> int:
    """Exit codes: 0 done; 2 wrong use."""
    path = options.map or _find()
    if path is None:
        return _wrong(f"there is no {DEFAULT} here or above: write one with pytest --calltrace-map.")
    try:
        known = map_file.read(path)
    except OSError as error:
        return _wrong(f"{path}: {error.strerror}")
    except map_file.MapError as error:
        return _wrong(f"{path}: {error}")
    project = Project(os.path.dirname(os.path.abspath(path)))
    if options.affected:
        return _affected(known, project)
    if options.place is None:
        failed = sum(test.outcome in ("failed", "error") for test in known.tests.values())
        print(f"{len(known.tests)} tests of {len(known.files)} files, {failed} of them failed")
        return 0
    return _place(known, project, options.place)


def _place(known: Map, project: Project, place: str) -> int:
    name, colon, number = place.rpartition(":")
    if not colon or not number.isdigit():
        name, number = place, ""
    file = project.local(name)
    if file is None or project.read(file) is None:
        return _wrong(f"{name} is no Python file below {project.root}.")
    if file not in known.files:
        return _wrong(f"no test ran anything of {name} when the map was written.")
    lines = tests_of_lines(known, project, file)
    at_import = ran_at_import(known, project, file)
    if number:
        return _line(name, int(number), lines.get(int(number)), int(number) in at_import)
    text = (project.text(file) or "").splitlines()
    for at, source in enumerate(text, 1):
        count = (
            str(len(lines[at]))
            if lines.get(at)
            else "import"
            if at in at_import
            else "-"
            if at in lines
            else ""
        )
        print(f"{at:>5} {count:>6}  {source}".rstrip())
    return 0


def _line(name: str, line: int, tests: set[str] | None, at_import: bool) -> int:
    for test in sorted(tests or ()):
        print(test)
    if not tests:
        if at_import:
            print(f"{name}:{line} runs when the module is imported.")
        elif tests is None:
            print(f"{name}:{line} has no code of its own.")
        else:
            print(f"No test runs {name}:{line}.")
    return 0


def _affected(known: Map, project: Project) -> int:
    choice = choose(known, project, {})
    if choice.everything:
        print(f"all {len(known.tests)} tests: {choice.everything}")
        return 0
    for test, reason in sorted(choice.tests.items()):
        print(f"{test}  ({reason})")
    print(f"{len(choice.tests)} of {len(known.tests)} tests are affected.")
    return 0


def _find() -> str | None:
    folder = os.getcwd()
    while True:
        path = os.path.join(folder, DEFAULT)
        if os.path.isfile(path):
            return path
        if os.path.dirname(folder) == folder:
            return None
        folder = os.path.dirname(folder)


def _wrong(sentence: str) -> int:
    print(f"calltrace: {sentence}", file=sys.stderr)
    return 2
