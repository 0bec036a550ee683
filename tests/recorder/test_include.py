"""What the choice of "include" lets in, and what it keeps out whatever is chosen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from calltrace import Include, Scope
from calltrace.include import FLAGS

from .trees import Recorded, expect

LIBRARIES = Include(libraries=True)
STANDARD = Include(standard_library=True)
# Of each setting that is on or off: a program, and a function whose calls the setting alone lets in.
LET_IN_BY = {"standard_library": ("import textwrap\ntextwrap.dedent('a')\n", "dedent")}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An installed package `shelf`, which calls functions while it is imported, and its friend `other`."""
    folder = tmp_path / "site-packages"
    (folder / "shelf").mkdir(parents=True)
    (folder / "shelf" / "__init__.py").write_text(
        "import other\n"
        "def prepare(): return 1\n"
        "class Shelf:\n"
        "    size = prepare()\n"
        "def apply(function, n):\n"
        "    return _inner(function, n)\n"
        "def _inner(function, n):\n"
        "    return function(n)\n"
        "def lazily():\n"
        "    import shelf.late\n"
        "    return shelf.late.ready\n"
    )
    (folder / "shelf" / "late.py").write_text("from shelf import prepare\nready = prepare()\n")
    (folder / "other.py").write_text("def help(): return 2\n")
    monkeypatch.syspath_prepend(str(folder))
    yield str(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("shelf", "other")]:
        del sys.modules[name]


PROGRAM = """
import shelf
def double(n):
    return 2 * n
def main():
    return shelf.apply(double, 4)
main()
"""


@pytest.mark.usefixtures("library")
def test_a_library_that_is_out_is_absent_and_what_it_calls_hangs_under_the_program(hook: str) -> None:
    expect(
        Recorded(PROGRAM, hook),
        """
        main() → 8
          double(n=4) @6 → 8
        """.replace(" @6", ""),
    )


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("include", [LIBRARIES, Include(libraries=True, packages=("Shelf",))])
def test_a_library_that_is_in_without_what_its_import_ran(hook: str, include: Include) -> None:
    run = Recorded(PROGRAM, hook, include)
    expect(
        run,
        """
        main() → 8
          apply(function=<function double>, n=4) → 8
            _inner(function=<function double>, n=4) → 8
              double(n=4) → 8
        """,
    )
    apply = next(function for function in run.data["functions"] if function["name"] == "apply")
    assert (apply["origin"], apply["package"], apply["module"]) == ("library", "shelf", "shelf")
    assert apply["file"].replace("\\", "/") == "shelf/__init__.py"


@pytest.mark.usefixtures("library")
def test_only_the_packages_that_were_chosen(hook: str) -> None:
    program = "import shelf, other\ndef f(n):\n    return other.help()\nshelf.apply(f, 1)\n"
    run = Recorded(program, hook, Include(libraries=True, packages=("other",)))
    expect(
        run,
        """
        f(n=1) → 2
          help() → 2
        """,
    )


@pytest.mark.usefixtures("library")
def test_an_import_in_the_middle_of_a_run_stays_out_and_its_functions_are_in_again_after_it(
    hook: str,
) -> None:
    run = Recorded("import shelf\nshelf.prepare()\nshelf.lazily()\nshelf.prepare()\n", hook, LIBRARIES)
    expect(
        run,
        """
        prepare() → 1
        lazily() → 1
        prepare() → 1
        """,
    )
    # Nothing is said of functions that only ran during the import.
    assert {function["name"] for function in run.data["functions"]} == {"<module>", "prepare", "lazily"}
    assert set(run.data["sources"]) == {"main.py"}


@pytest.mark.usefixtures("library")
def test_everything_is_in_with_libraries_and_the_standard_library(hook: str) -> None:
    run = Recorded("import shelf\n", hook, Include(libraries=True, standard_library=True))
    modules = {function["module"] for function in run.data["functions"] if function["kind"] == "module"}
    assert {"shelf", "other"} <= modules
    assert "importlib._bootstrap" in {function["module"] for function in run.data["functions"]}
    assert run.names().count("prepare") == 1


def test_the_standard_library(hook: str) -> None:
    program = "import textwrap\ndef f(): return textwrap.dedent('  a')\nf()\n"
    assert Recorded(program, hook).names() == ["<module>", "f"]
    run = Recorded(program, hook, STANDARD)
    dedent = next(function for function in run.data["functions"] if function["name"] == "dedent")
    assert (dedent["origin"], dedent["package"], dedent["module"]) == ("standard_library", None, "textwrap")
    call = run.names().index("dedent")
    assert run.names()[run.column("parent")[call]] == "f"
    assert "def dedent" in run.data["sources"].get(dedent["file"], "def dedent")


def test_the_recorder_is_never_in(hook: str) -> None:
    program = "def f(): return 1\nf()\nrecorder.flush()\nrecorder.write('stdout', 'text')\nf()\n"
    run = Recorded(program, hook, Include(libraries=True, standard_library=True))
    assert {function["module"].partition(".")[0] for function in run.data["functions"]} == {"__main__"}


@pytest.mark.parametrize("setting", FLAGS)
def test_each_setting_lets_in_what_stays_out_without_it(setting: str, hook: str) -> None:
    program, function = LET_IN_BY[setting]
    assert function not in Recorded(program, hook).names()
    assert function in Recorded(program, hook, Include(**{setting: True})).names()


def test_places_of_files() -> None:
    scope = Scope(Include(), program=frozenset({"main.py"}), root="/home/me/project")

    def place(filename: str, module: str) -> str:
        code = compile("pass", filename, "exec")
        return scope.source(code, {"__name__": module}).place

    assert place("main.py", "__main__") == "program"
    assert place("/home/me/project/tools/parse.py", "tools.parse") == "program"
    assert place("/home/me/project/.venv/lib/python3.13/site-packages/pandas/x.py", "pandas.x") == "library"
    assert place("/somewhere/else.py", "else") == "library"
    assert place(sys.modules["textwrap"].__file__ or "", "textwrap") == "standard_library"
    assert place("/lib/python314.zip/json/decoder.py", "json.decoder") == "standard_library"
    assert place("<frozen importlib._bootstrap>", "importlib._bootstrap") == "standard_library"
    assert place("<string>", "__main__") == "program"
    assert place("/lib/python314.zip/pyodide/webloop.py", "pyodide.webloop") == "own"
    assert place("/lib/python314.zip/_pyodide/_base.py", "_pyodide._base") == "own"
