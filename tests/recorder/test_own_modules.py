"""A program's own modules win over Python's of the same name, and neither the recorder nor the session is harmed."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest

from .sessions import run

# What the session, the recorder and Pyodide have imported or import when something has to be said.
NAMES = [
    "_pyodide", "ast", "asyncio", "calltrace", "collections", "dataclasses", "dis", "enum", "inspect", "js", "json",
    "linecache", "math", "micropip", "numbers", "packaging", "playground_session", "pyodide", "pyodide_js", "random",
    "re", "string", "textwrap", "threading", "token", "tokenize", "traceback", "types", "typing", "warnings",
]  # fmt: skip
PROGRAM = """
import {names}
for module in ({names}):
    print(module.MINE, end=" ")
class Shape:
    def __init__(self, n): self.n = n
def half(shape): return shape.n // 2
half(Shape(4))
half(None)
"""


@pytest.mark.parametrize(
    "together", [NAMES, *[[name] for name in ("json", "enum", "js", "traceback", "types")]]
)
def test_the_programs_own_modules_win(hook: str, folder: Path, together: list[str]) -> None:
    for name in together:
        (folder / f"{name}.py").write_text(f"MINE = {name!r}\ndef f(): return 1\nf()\n")
    before = [(name, sys.modules[name]) for name in together if name in sys.modules]
    recording, host = run(
        PROGRAM.format(names=", ".join(together) + ","[: len(together) == 1]).replace(",\n", "\n"), hook
    )
    assert host.printed() == " ".join(together) + " "
    error = recording["error"]
    assert (error["type"], error["line"]) == ("AttributeError", 7)
    assert "half(None)" in error["traceback"] and "return shape.n // 2" in error["traceback"]
    assert host.names() == [
        "<module>",
        *["<module>", "f"] * len(together),
        "Shape",
        "Shape.__init__",
        "half",
        "half",
    ]
    assert "remarks" not in recording
    assert all(sys.modules[name] is module for name, module in before)


def test_modules_that_nobody_asks_for_do_not_run(hook: str, folder: Path) -> None:
    for name in NAMES:
        (folder / f"{name}.py").write_text("raise RuntimeError('no line of the program asks for it')\n")
    (folder / "helper_of_ours.py").write_text("x = = 1\n")
    recording, host = run("def f():\n    import helper_of_ours\nf()\n", hook)
    assert (recording["error"]["type"], recording["error"]["file"]) == ("SyntaxError", "helper_of_ours.py")
    assert "no line" not in host.printed("stderr")


def test_objects_of_a_module_named_like_one_of_pythons_are_shown_with_their_fields(
    hook: str, folder: Path
) -> None:
    (folder / "token.py").write_text("class Token:\n    def __init__(self): self.text = 'x'\n")
    _, host = run("import token\ndef f(t): return 1\nf(token.Token())\n", hook)
    assert any("text" in str(value) for text in host.texts for value in text["values"])


def test_what_comes_first_in_cpython_comes_first_here(hook: str, folder: Path) -> None:
    (folder / "time.py").write_text("MINE = 1\n")
    (folder / "json").mkdir()
    (folder / "json" / "notes.txt").write_text("a folder without __init__.py")
    program = """
        import json, time
        print(hasattr(time, "MINE"), json.dumps([1]))
    """
    assert run(dedent(program), hook)[1].printed() == "False [1]\n"
