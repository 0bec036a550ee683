"""What a run of tests has shown becomes a map, and several parts of it, and the map before, become one."""

from __future__ import annotations

from typing import Any

from .blocks import Block, Text
from .choosing import choose
from .model import BETWEEN, IMPORT, File, Map, Ran, Test
from .project import Names, Project
from .watch import Seen, Watch


class Collected:
    """The tests of one process: those that were found, and those that ran."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        # Whether whole files were collected, so that a test which is not there any more is gone.
        self.whole = False
        self.tests: dict[str, Test] = {}
        self._docstrings: dict[str, int] = {}

    @staticmethod
    def context_of(fixture: Any) -> str:
        """The context of a fixture that several tests share."""
        return f"fixture {fixture.argname} of {fixture.baseid or '.'}"

    def begins(self, item: Any, project: Project) -> None:
        file = project.local(str(item.path)) or str(item.path)
        self.tests[item.nodeid] = Test(file)
        line = getattr(getattr(item, "dtest", None), "lineno", None)
        if line is not None:
            self._docstrings[item.nodeid] = line + 1

    def ends(self, item: Any) -> None:
        """Which shared fixtures it used is known once it has run: some are asked for while it does."""
        known = getattr(getattr(item, "_request", None), "_fixture_defs", {})
        found = set(known.values())
        for each in getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}).values():
            found.update(each)
        self.tests[item.nodeid].uses = sorted(
            {self.context_of(each) for each in found if each.scope != "function"}
        )

    def report(self, report: Any) -> None:
        test = self.tests.get(report.nodeid)
        if test is None:
            return
        test.ms += 1000 * report.duration
        if report.failed:
            test.outcome = "failed" if report.when == "call" and test.outcome != "error" else "error"
        elif test.outcome not in ("failed", "error") and (report.when == "call" or report.skipped):
            test.outcome = (
                f"x{report.outcome}".replace("xskipped", "xfailed")
                if _is_expected(report)
                else (report.outcome)
            )

    def to_json(self) -> dict[str, Any]:
        return {"ids": sorted(self.ids), "whole": self.whole}

    def add(self, data: dict[str, Any]) -> None:
        self.ids.update(data["ids"])
        self.whole |= data["whole"]

    def to_map(self, watch: Watch, project: Project, known: Map) -> Map:
        """The hashes of files that have not changed since the map before are taken from there."""
        result = Map()
        places = _Places(watch, project, known)
        for context, seen in watch.contexts.items():
            ran = places.ran(seen)
            if context in self.tests:
                self.tests[context].ran = ran
            else:
                result.shared[context] = ran
        for test_id, line in self._docstrings.items():
            places.add_docstring(self.tests[test_id], line)
        result.tests = dict(self.tests)
        everything = [*result.shared.values(), *(test.ran for test in result.tests.values())]
        files = {file for ran in everything for file, _ in ran.places}
        for file in sorted(files):
            result.files[file] = places.file(file)
        for ran in everything:
            # A module that is imported is opened, too.
            ran.opened -= files
            result.opened.update({file: project.content_hash(file) for file in ran.opened})
        for loader, loaded in watch.loads:
            if loader in result.files and loaded in result.files:
                result.files[loader].loads.add(loaded)
        return result


def _is_expected(report: Any) -> bool:
    return hasattr(report, "wasxfail")


class _Places:
    """Finds the block of a line that ran."""

    def __init__(self, watch: Watch, project: Project, known: Map) -> None:
        self._codes = watch.codes
        self._project = project
        self._known = known
        self._found: dict[int, tuple[str, Any]] = {}
        self._names: Names | None = None

    def ran(self, seen: Seen) -> Ran:
        result = Ran(opened=set(seen.opened), started=seen.started)
        for code_id, line in seen.lines:
            file, block = self._block(code_id)
            if block is None:
                continue
            places = result.places.setdefault((file, block.name), set())
            if line == 0:
                line = self._line_of_start(code_id, block)
            if line:
                places.add(block.place(line))
        return result

    def _line_of_start(self, code_id: int, block: Block) -> int:
        """The line that runs as soon as the code begins; 0: events tell of it."""
        code = self._codes[code_id]
        if code.co_name.startswith("<"):
            return 0 if code.co_name == "<module>" else code.co_firstlineno
        return block.head if block.begins_in_head() else 0

    def _block(self, code_id: int) -> tuple[str, Any]:
        found = self._found.get(code_id)
        if found is None:
            code = self._codes[code_id]
            file = self._project.local(code.co_filename) or ""
            text = self._project.read(file)
            block = text and text.block_of(code.co_firstlineno, code.co_name == "<module>")
            found = self._found[code_id] = file, block
        return found

    def add_docstring(self, test: Test, line: int) -> None:
        """A doctest depends on the block that its docstring stands in."""
        text: Text | None = self._project.read(test.file)
        if text is not None:
            block = text.block_of(line, False)
            test.ran.places.setdefault((test.file, block.name), set())

    def file(self, file: str) -> File:
        text = self._project.read(file)
        digest = self._project.text_hash(file)
        if self._names is None:
            self._names = Names(self._project.python_files())
        loads = self._project.loads(file, self._names)
        return File(digest, {name: block.hash for name, block in text.blocks.items()} if text else {}, loads)


def merged(
    known: Map, parts: list[Map], collected: Collected, project: Project, environment: dict[str, str]
) -> Map:
    """The map after a run: what ran now, and of the map before what still holds."""
    result = Map(environment)
    ran = {test_id for part in parts for test_id in part.tests}
    # What a test has not shown again is as it was, unless an edit has touched it since.
    touched = choose(known, project, environment)
    files = {test_id.partition("::")[0] for test_id in collected.ids}
    for test_id, test in known.tests.items():
        gone = collected.whole and test_id.partition("::")[0] in files and test_id not in collected.ids
        if test_id in ran or gone or project.text(test.file) is None:
            continue
        test.due = test.due or bool(touched.everything) or test_id in touched.tests
        result.tests[test_id] = test
    result.files.update({name: file for name, file in known.files.items() if project.text(name) is not None})
    result.opened.update(known.opened)
    loaded = {file for part in parts for file, _ in part.shared.get(IMPORT, Ran()).places}
    for context, each in known.shared.items():
        if context == IMPORT:
            kept = {key: places for key, places in each.places.items() if key[0] not in loaded}
            result.shared[context] = Ran(kept, each.opened, each.started)
        elif context != BETWEEN:
            result.shared[context] = each
    fresh: set[str] = set()
    for part in parts:
        result.files.update(part.files)
        result.opened.update(part.opened)
        result.tests.update(part.tests)
        for context, each in part.shared.items():
            if context in fresh or context == IMPORT:
                result.shared.setdefault(context, Ran()).add(each)
            else:
                result.shared[context] = each
            fresh.add(context)
    used = {IMPORT, BETWEEN, *(name for test in result.tests.values() for name in test.uses)}
    result.shared = {context: each for context, each in result.shared.items() if context in used}
    _refresh(result, project)
    return result


def _refresh(result: Map, project: Project) -> None:
    """Files that did not run this time have the hashes of today: whom an edit of theirs touched is marked as due."""
    for name, file in result.files.items():
        digest = project.text_hash(name)
        if digest != file.text:
            text = project.read(name)
            file.text = digest
            file.blocks = {key: block.hash for key, block in text.blocks.items()} if text else {}
    keys = {(name, block) for name, file in result.files.items() for block in file.blocks}
    for ran in [*result.shared.values(), *(test.ran for test in result.tests.values())]:
        ran.places = {key: places for key, places in ran.places.items() if key in keys}
