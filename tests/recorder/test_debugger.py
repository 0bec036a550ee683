"""Python's debugger and `getpass` ask at the page's input field; the tree stays whole, and what is hidden stays so."""

from __future__ import annotations

import pdb
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from _pytest.debugging import pytestPDB

from .sessions import run

BEGINNING = """
def add(numbers):
    total = 0
    for n in numbers:
        if n == 2:
            STOP
            total += 0
        total += twice(n)
    return total


def twice(n):
    return 2 * n


print("sum:", add([1, 2, 3]))
print("after:", twice(10))
"""
CALLS = ["<module>", "add", "twice", "twice", "twice", "twice"]
PROGRAMS = {
    "breakpoint": (BEGINNING.replace("STOP", "breakpoint()"), "p n;w;n;p total;p twice(5);l;c"),
    "set_trace": (BEGINNING.replace("STOP", "import pdb; pdb.set_trace()"), "n;s;up;w;down;b twice;c;c;c"),
    "steps to the end": (BEGINNING.replace("STOP", "breakpoint()"), "return;" + "n;" * 8),
    "post mortem": ("def f(n): return 1 / n\nimport pdb\ntry: f(0)\nexcept ValueError: pass\n", "q"),
}


@pytest.fixture(autouse=True)
def pythons_debugger(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest puts its own in its place."""
    monkeypatch.setattr(sys, "breakpointhook", sys.__breakpointhook__)
    monkeypatch.setattr(pdb, "set_trace", pytestPDB._saved[-1][0])


@pytest.mark.skipif(sys.platform == "emscripten", reason="there is no other Python here")
@pytest.mark.parametrize("name", ["breakpoint", "set_trace", "post mortem"])
def test_the_debugger_says_what_it_says_in_a_terminal(hook: str, folder: Path, name: str) -> None:
    source, typed = PROGRAMS[name]
    (folder / "main.py").write_text(source)
    lines = typed.split(";")
    command = [sys.executable, "main.py"]
    there = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, cwd=folder)
    _, host = run(source, hook, inputs=lines)
    printed = host.printed()
    for line in lines:
        printed = printed.replace(f"(Pdb) {line}\n", "(Pdb) ", 1)
    assert printed == there.stdout


@pytest.mark.parametrize("name", ["breakpoint", "set_trace", "steps to the end"])
def test_the_tree_is_whole_and_free_of_the_debugger(hook: str, folder: Path, name: str) -> None:
    source, typed = PROGRAMS[name]
    recording, host = run(source, hook, inputs=typed.split(";") + ["c"] * 9)
    assert host.names() == CALLS
    assert (recording["error"], recording.get("remarks")) == (None, None)
    assert host.printed().endswith("after: 20\n")
    assert "playground_session" not in host.printed()


def test_a_password_is_not_shown_and_is_redacted_wherever_it_goes(hook: str, folder: Path) -> None:
    program = """
        from getpass import getpass
        def check(word, *more, **named): return [word, {"inside": word.encode()}, "a word"]
        word = getpass("word? ")
        check(word, (word, 1), other=word.upper())
        print(len(word))
    """
    _, host = run(dedent(program), hook, inputs=["s3cr't\\"])
    assert (host.printed(), host.printed("stderr")) == ("word? \n7\n", "")
    values = [value["text"] for text in host.texts for value in text["values"]]
    assert "redacted" in values and not any("s3cr" in text for text in values)
    assert "(redacted, 1)" in values and "'a word'" in values


def test_a_password_that_nobody_types_is_the_end_of_input(hook: str, folder: Path) -> None:
    program = """
        import getpass, io
        file = io.StringIO()
        try: getpass.getpass('x', file)
        finally: print(file.getvalue())
    """
    recording, host = run(dedent(program), hook)
    assert (recording["error"]["type"], host.printed()) == ("EOFError", "x\n")
