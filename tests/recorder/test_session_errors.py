"""How a program of the page ends that does not end well: what is said, where, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from .sessions import run

pytestmark = pytest.mark.usefixtures("folder")


def test_a_syntax_error_runs_nothing(hook: str) -> None:
    result, host = run("print(1)\nx = = 2\n", hook)
    error = result["error"]
    assert (error["type"], error["line"], error["column"], error["call"]) == ("SyntaxError", 2, 5, None)
    assert error["message"] == "invalid syntax"
    assert error["traceback"].startswith('  File "main.py", line 2\n    x = = 2\n        ^\n')
    assert host.names() == []
    assert host.printed() == ""
    assert "SyntaxError: invalid syntax" in host.printed("stderr")
    assert result["calls_seen"] == 0


@pytest.mark.parametrize("source", ["x = '\\x00'\x00", "(" * 1000, "def f():\nreturn", "\ud800"])
def test_text_that_is_no_program(source: str) -> None:
    result, host = run(source)
    assert result["outcome"] == "error"
    assert result["error"]["type"] in (
        "SyntaxError",
        "IndentationError",
        "MemoryError",
        "UnicodeEncodeError",
    )
    assert host.names() == []


def test_an_exception(hook: str) -> None:
    result, host = run("def f(n):\n    return 1 // n\n\nf(0)\n", hook)
    error = result["error"]
    assert (error["type"], error["line"], error["column"]) == ("ZeroDivisionError", 2, None)
    assert "by zero" in error["message"]
    assert host.names()[error["call"]] == "f"
    lines = error["traceback"].splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == '  File "main.py", line 4, in <module>'
    assert "    return 1 // n" in lines
    assert "calltrace" not in error["traceback"] and "playground_session" not in error["traceback"]
    assert host.printed("stderr") == error["traceback"]


@pytest.mark.parametrize(
    "error", ["StopIteration", "StopAsyncIteration", "GeneratorExit", "KeyboardInterrupt"]
)
def test_an_exception_that_means_something_to_coroutines_is_what_it_was(hook: str, error: str) -> None:
    recording, host = run(
        f"it = iter([1])\nnext(it)\nnext(it) if {error} is StopIteration else 0\nraise {error}\n", hook
    )
    found = recording["error"]
    assert (found["type"], found["line"]) == (error, 3 if error == "StopIteration" else 4)
    assert "RuntimeError" not in host.printed("stderr")


def test_library_frames_are_one_line_of_a_traceback(hook: str) -> None:
    source = (
        "import json\nclass A: pass\ndef default(x):\n    raise KeyError('k')\n"
        "json.dumps(A(), default=default, indent=1)\n"
    )
    error = run(source, hook)[0]["error"]
    assert error["line"] == 4
    assert "json/encoder.py" not in error["traceback"]
    assert "inside the standard library …" in error["traceback"]
    assert (
        error["traceback"].index("line 5")
        < error["traceback"].index("inside the")
        < error["traceback"].index("line 4")
    )


def test_an_exception_inside_a_library_is_marked_at_the_programs_line(hook: str) -> None:
    error = run("import json\n\njson.loads('{')\n", hook)[0]["error"]
    assert error["type"] == "JSONDecodeError"
    assert error["line"] == 3


def test_chained_exceptions_are_trimmed_too(hook: str) -> None:
    source = """
import json
try:
    json.loads('{')
except ValueError as error:
    raise RuntimeError('no') from error
"""
    error = run(source, hook)[0]["error"]
    assert "decoder.py" not in error["traceback"]
    assert "The above exception was the direct cause" in error["traceback"]


def test_an_exception_whose_text_cannot_be_made(hook: str) -> None:
    source = "class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad\n"
    error = run(source, hook)[0]["error"]
    assert (error["type"], error["line"]) == ("Bad", 3)


@pytest.mark.parametrize(
    ("code", "outcome", "printed"),
    [
        ("", "finished", ""),
        ("0", "finished", ""),
        ("None", "finished", ""),
        ("'why'", "error", "why\n"),
        ("3", "error", "3"),
    ],
)
def test_sys_exit(hook: str, code: str, outcome: str, printed: str) -> None:
    result, host = run(f"import sys\nsys.exit({code})\n", hook)
    assert result["outcome"] == outcome
    assert printed in host.printed("stderr")


def test_the_programs_excepthook_is_asked(hook: str) -> None:
    source = "import sys\ndef hook(kind, error, found): print(kind.__name__, error, found.tb_lineno)\n"
    recording, host = run(source + "sys.excepthook = hook\nraise KeyError('no')\n", hook)
    assert recording["error"]["type"] == "KeyError"
    assert (host.printed(), host.printed("stderr")) == ("KeyError 'no' 4\n", "")


def test_an_exception_in_another_file_says_which(hook: str, folder: Path) -> None:
    (folder / "divide_of_ours.py").write_text("def half(n):\n    return n / 0\n")
    error = run("import divide_of_ours\n\ndivide_of_ours.half(2)\n", hook)[0]["error"]
    assert (error["type"], error["file"], error["line"]) == ("ZeroDivisionError", "divide_of_ours.py", 2)
    assert '  File "divide_of_ours.py", line 2, in half\n    return n / 0\n' in error["traceback"]


def test_another_file_that_python_cannot_read_says_where(hook: str, folder: Path) -> None:
    (folder / "broken_of_ours.py").write_text("x = 1\ny = = 2\n")
    error = run("import broken_of_ours\n", hook)[0]["error"]
    assert (error["type"], error["file"], error["line"], error["column"]) == (
        "SyntaxError",
        "broken_of_ours.py",
        2,
        5,
    )
    assert '  File "broken_of_ours.py", line 2\n' in error["traceback"]


def test_the_main_file_is_not_named(hook: str) -> None:
    assert "file" not in run("1 / 0\n", hook)[0]["error"]
    assert "file" not in run("eval('1 +')\n", hook)[0]["error"]


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ('x = "🎉🎉🎉"; y = (1 +', "("),
        ('s = "🐍🐍"; t = 5 $ 3', "$"),
        ("if 1: 女女女 $ 1", "$"),
        ("print(“hello”)", "“"),
        ("total = 3 – 1", "–"),
        ('s = "é"; t == = 1', "= 1"),
    ],
)
def test_the_caret_stands_under_the_sign_that_it_means(line: str, sign: str) -> None:
    error = run("if 1:\n    " + line + "\n")[0]["error"]
    shown, caret = error["traceback"].splitlines()[1:3]
    # Signs of Chinese and of pictures take two columns.
    columns = "".join(letter + " " * (letter in "女🎉🐍") for letter in shown)
    assert columns.index(sign, 5) == caret.index("^")
    assert error["column"] == len("    ") + line.index(sign) + 1


@pytest.mark.parametrize(
    ("source", "kind"),
    [("def f():\nprint(1)\n", "IndentationError"), ("if 1:\n\tx = 1\n        y = 2\n", "TabError")],
)
def test_other_programs_that_cannot_be_compiled(source: str, kind: str) -> None:
    result, host = run(source)
    assert (result["error"]["type"], result["calls_seen"], host.names()) == (kind, 0, [])


def test_a_mark_of_the_encoding_before_the_first_line_is_no_error(hook: str) -> None:
    result, host = run("\ufeff# -*- coding: latin-1 -*-\nprint('é')\ndef f(): return 1 / 0\nf()\n", hook)
    assert host.printed() == "é\n"
    assert (result["error"]["line"], result["error"]["type"]) == (3, "ZeroDivisionError")
    assert "def f(): return 1 / 0" in result["error"]["traceback"]
    assert run("\ufeffx = = 1\n", hook)[0]["error"]["column"] == 6
