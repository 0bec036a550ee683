"""
Which tests an edit touches, by what ran in the last run of each.

- A function that has changed: the tests that ran it.
- What stands outside of functions (constants, signatures, decorators, imports): all tests that depend on the file,
  since nobody sees who reads a constant. The same holds for functions that ran while modules were imported, and for
  those whose results are cached.
- A new function: none, unless something that was there before may find it under its name.
- Comments and the layout of the text: none.
- Always: tests that failed, that are not known, that started other processes, or that read a file which has changed.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

from .blocks import MODULE, Added, Text
from .model import BETWEEN, IMPORT, Key, Map, Ran, Test
from .project import Graph, Names, Project

PASSED = ("passed", "skipped", "xfailed")
_MAGIC = ("setup", "teardown", "pytest", "__", "runTest")


@dataclass(slots=True)
class Choice:
    """`tests`: those touched, each with the reason. `everything`: why all tests are to run; empty: they are not."""

    tests: dict[str, str] = field(default_factory=dict)
    everything: str = ""

    def has(self, test: str, known: Map) -> bool:
        return bool(self.everything) or test in self.tests or test not in known.tests


def choose(known: Map, project: Project, environment: dict[str, str]) -> Choice:
    for name, value in environment.items():
        if known.environment.get(name) != value:
            return Choice(everything=f"{name} is another")
    return _Chooser(known, project).choose()


class _Chooser:
    def __init__(self, known: Map, project: Project) -> None:
        self._known = known
        self._project = project
        self._files = list(project.python_files())
        self._changed = [
            file
            for file in sorted({*self._files, *known.files})
            if file not in known.files or project.text_hash(file) != known.files[file].text
        ]
        names = Names({*self._files, *known.files})
        more = {file: project.loads(file, names) for file in self._changed}
        if any(file not in known.files for file in self._changed):
            # A new file may be what an import of old has been looking for.
            more |= {file: project.loads(file, names) for file in self._files}
        self._graph = Graph(known.files, more)
        self._choice = Choice()
        self._by_key: dict[Key, list[str]] = {}
        for test_id, test in known.tests.items():
            for ran in known.all_of(test):
                for key in ran.places:
                    self._by_key.setdefault(key, []).append(test_id)

    def choose(self) -> Choice:
        for test_id, test in self._known.tests.items():
            reason = self._always(test)
            if reason:
                self._choice.tests[test_id] = reason
        self._opened()
        for file in self._changed:
            if self._choice.everything:
                break
            self._look_at(file)
        return self._choice

    def _always(self, test: Test) -> str:
        if test.outcome not in PASSED:
            return "it did not pass"
        if test.due:
            return "an earlier edit touched it"
        if any(ran.started for ran in self._known.all_of(test)):
            return "it started another process"
        return ""

    def _opened(self) -> None:
        changed = {
            file for file, digest in self._known.opened.items() if self._project.content_hash(file) != digest
        }
        if not changed:
            return
        for context in (IMPORT, BETWEEN):
            found = sorted(self._ran(context).opened & changed)
            if found:
                self._choice.everything = f"{found[0]} has changed"
        for test_id, test in self._known.tests.items():
            for ran in self._known.all_of(test):
                for file in sorted(ran.opened & changed):
                    self._choice.tests.setdefault(test_id, f"{file} has changed")

    def _look_at(self, file: str) -> None:
        old = self._known.files.get(file)
        new = self._project.read(file)
        if old is None or new is None or not old.blocks:
            self._touch_file(file, f"{file} is new" if old is None else f"{file} has changed")
            return
        added = [each for name, each in new.outer.items() if name not in old.blocks]
        matters = next((each for each in added if self._matters(each, file)), None)
        if matters or new.module_hash(old.blocks) != old.blocks[MODULE]:
            what = (
                f"{matters.node.name} is new in {file}"
                if matters
                else f"{file} has changed outside of functions"
            )
            self._touch_file(file, what)
        for name, digest in old.blocks.items():
            if name != MODULE and (name not in new.blocks or new.blocks[name].hash != digest):
                self._touch_function(file, name, new)

    def _touch_function(self, file: str, name: str, new: Text) -> None:
        reason = f"{name} has changed"
        if self._has_run(BETWEEN, file, name):
            self._choice.everything = f"{name} in {file} has changed, which runs between tests"
        elif self._has_run(IMPORT, file, name) or _is_cached(new, name):
            self._touch_file(file, reason)
        for (where, block), tests in self._by_key.items():
            if where == file and (block == name or block.startswith(f"{name}.")):
                for test_id in tests:
                    self._choice.tests.setdefault(test_id, reason)

    def _touch_file(self, file: str, reason: str) -> None:
        known = self._known
        if file in known.files and not self._is_reached(file):
            self._choice.everything = f"{reason}, and nothing says who loads it"
            return
        dependents = self._graph.dependents(file)
        for test_id, test in known.tests.items():
            touched = {test.file}
            for ran in known.all_of(test):
                touched.update(where for where, _ in ran.places)
            if touched & dependents:
                self._choice.tests.setdefault(test_id, reason)

    def _is_reached(self, file: str) -> bool:
        """Whether it is known who loads a file: others by their text, or pytest, which collects it."""
        ran_at_import = any(where == file for where, _ in self._ran(IMPORT).places)
        return (
            not ran_at_import
            or file.split("/")[-1] == "conftest.py"
            or self._graph.is_loaded(file)
            or any(test.file == file for test in self._known.tests.values())
        )

    def _ran(self, context: str) -> Ran:
        return self._known.shared.get(context) or Ran()

    def _has_run(self, context: str, file: str, name: str) -> bool:
        return any(
            where == file and (block == name or block.startswith(f"{name}."))
            for where, block in self._ran(context).places
        )

    def _matters(self, added: Added, file: str) -> bool:
        """Whether what was there before may notice a new function: by its name, or by what its head does."""
        node = added.node
        if node.decorator_list or node.name.startswith(_MAGIC) or file.split("/")[-1] == "conftest.py":
            return True
        if not _is_harmless(node):
            return True
        if node.name.startswith("test") and not self._is_known_test(node.name):
            return False
        if any(each.bases or each.keywords or each.decorator_list for each in added.parents):
            return True
        return self._is_mentioned(node.name)

    def _is_known_test(self, name: str) -> bool:
        return any(test.rpartition("::")[2].partition("[")[0] == name for test in self._known.tests)

    def _is_mentioned(self, name: str) -> bool:
        """Whether code that was there before, and has not changed, mentions a name."""
        for file in self._files:
            text = self._project.text(file)
            if text is None or name not in text:
                continue
            # The trees of `read` have lost the bodies of their functions.
            tree = ast.parse(text)
            old = self._known.files.get(file)
            read = self._project.read(file)
            skipped = [
                (block.first, block.last)
                for key, block in (read.blocks.items() if read else ())
                if key != MODULE and (old is None or old.blocks.get(key) != block.hash)
            ]
            if any(_mentions(node, name, skipped) for node in ast.walk(tree)):
                return True
        return False


def _mentions(node: ast.AST, name: str, skipped: list[tuple[int, int]]) -> bool:
    found = (
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and name in node.value)
        or (isinstance(node, ast.ImportFrom) and any(alias.name in (name, "*") for alias in node.names))
    )
    line = getattr(node, "lineno", 0)
    return found and not any(first <= line <= last for first, last in skipped)


def _is_harmless(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the head of a function cannot fail, and does nothing."""
    arguments = node.args
    defaults = [each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None]
    parameters = [
        *arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg
    ]  # fmt: skip
    annotations = [each.annotation for each in parameters if each is not None] + [node.returns]
    return all(isinstance(each, ast.Constant) for each in defaults) and all(
        each is None
        or isinstance(each, ast.Constant)
        or (isinstance(each, ast.Name) and hasattr(builtins, each.id))
        for each in annotations
    )


def _is_cached(text: Text, name: str) -> bool:
    """Whether the function, or one that it stands in, keeps its results, so that a test may get those of another's."""
    return any(
        "cache" in ast.unparse(decorator) or "memo" in ast.unparse(decorator)
        for outer, added in text.outer.items()
        if name == outer or name.startswith(f"{outer}.")
        for decorator in added.node.decorator_list
    )
