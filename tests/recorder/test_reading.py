"""What the page learns of a program before it runs it again by itself: nothing of it is executed."""

import json

import pytest

from playground_session import read_program


def read(source: str, **modules: str) -> dict[str, object]:
    names = ["main.py", *(f"{name}.py" for name in modules)]
    found: dict[str, object] = json.loads(read_program(names, [source, *modules.values()], list(modules)))
    return found


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("print(1)\nfibonacci(1,\n", 2),
        ("def f(n):\n    return n\n\nprint(f(1)\n\nx = 1\n", 4),
        ("if x:\n\n\ny = 2", 1),
        ("def f():\n    pass\nfor n in x:\n", 3),
        ("x = 1\ntext = '''a\nb\nc", 2),
        ("x = 'a\n", 1),
        ("x = 1\nreturn x", 2),
        ("while True\n    pass", 1),
        ("\ufeffx = (", 1),
        ("x\0y", 0),
        ("x = " + "(" * 500, 1),
    ],
)
def test_a_broken_text_says_its_line(source: str, line: int) -> None:
    assert read(source) == {"broken": ["main.py", line], "missing": [], "network": []}


def test_a_whole_text_is_read_and_not_run() -> None:
    source = "import sys\nsys.exit('ran')\nawait nothing\n"
    assert read(source) == {"broken": None, "missing": [], "network": []}
    # Only the main program may wait at its top.
    assert read("import shapes", shapes="await nothing")["broken"] == ["shapes.py", 1]


def test_what_would_have_to_be_fetched_and_what_reaches_out_is_named() -> None:
    found = read(
        "import requ\nimport urllib.parse, shapes\nfrom urllib import request\nimport socket",
        shapes="import http.client",
    )
    assert found["missing"] == ["requ"]
    assert found["network"] == ["urllib.request", "socket", "http.client"]
    # A module of the program's own is no other one.
    assert read("import requests", requests="x = 1")["network"] == []
