"""What `calltrace record` runs, and as what: all that a program sees of its start is as `python` would have it."""

from __future__ import annotations

import py_compile
import zipfile
from pathlib import Path

import pytest

from calltrace.file import read
from tests.recorder.cpython.shell import calltrace, python
from tests.recorder.trees import tree

# What a program sees of its start.
SHOW = """import sys
main = sys.modules["__main__"]
kept = "__name__ __doc__ __package__ __file__ __cached__".split()
print({name: main.__dict__.get(name, "not there") for name in kept})
print(main.__spec__ and (main.__spec__.name, main.__spec__.origin), type(main.__loader__).__name__)
print(sys.argv, [folder for folder in sys.path if "playground" not in folder])
def f(n): return n
f(4)
"""
INNER = "import sys\nbefore = sys.argv\nprint('imported with', sys.argv, __name__)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "show.py").write_text(SHOW)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "inner.py").write_text(SHOW)
    (tmp_path / "link.py").symlink_to(Path("sub") / "inner.py")
    package = tmp_path / "tool"
    package.mkdir()
    (package / "__init__.py").write_text(INNER)
    (package / "__main__.py").write_text(SHOW)
    (package / "part.py").write_text(SHOW)
    with zipfile.ZipFile(tmp_path / "packed.app", "w") as packed:
        packed.writestr("__main__.py", "import lib\n" + SHOW + "print(lib.g(1))\n")
        packed.writestr("lib.py", "def g(x): return x\n")
    py_compile.compile(str(tmp_path / "show.py"), str(tmp_path / "compiled.pyc"))
    for name, text in {
        "latin.py": b"# -*- coding: latin-1 -*-\n" + SHOW.encode() + b"print(ascii('caf\xe9'))\n",
        "marked.py": b"\xef\xbb\xbf" + SHOW.encode(),
        "returns.py": SHOW.replace("\n", "\r\n").encode(),
    }.items():
        (tmp_path / name).write_bytes(text)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("show.py", "-o", "x", "--max-calls", "-m", "a"), "show"),
        (("--", "show.py", "--", "-h"), "show"),
        (("sub/inner.py",), "inner"),
        (("link.py",), "link"),
        (("./tool/", "-q"), "tool"),
        (("packed.app", "-q"), "packed"),
        (("compiled.pyc",), "compiled"),
        (("latin.py",), "latin"),
        (("marked.py",), "marked"),
        (("returns.py",), "returns"),
        (("-m", "show", "-q", "-o", "x"), "show"),
        (("-mtool", "--help"), "tool"),
        (("-m", "tool.part", "-m", "x"), "part"),
        (("-c", SHOW, "-c", "x"), "command"),
        (("-", "-q"), "stdin"),
    ],
)
def test_a_program_starts_as_python_starts_it(folder: Path, words: tuple[str, ...], name: str) -> None:
    plain = python(folder, *words[words[0] == "--" :], given=SHOW)
    done = calltrace(folder, "record", *words, given=SHOW)
    assert plain.returncode == 0, plain.stderr
    assert (done.stdout, done.returncode) == (plain.stdout, 0), done.stderr
    data = read(folder / f"{name}.trace.json")
    assert "f(n=4) → 4" in tree(data)
    # Whoever opens the trace sees the text that ran, whatever it was read from.
    assert ("def f(n)" in data["program"]["source"]) == (name != "compiled")
    main = next(function["file"] for function in data["functions"] if function["name"] == "f")
    assert name == "compiled" or main == data["program"]["filename"]
    assert {function["origin"] for function in data["functions"]} == {"program"}
    assert not (folder / "x").exists()


@pytest.mark.parametrize(
    "text", [b'print("caf\xe9")\n', b"x = 1\n\ny = '\xff'\n", b"# coding: latin-1\nx = = 1\n"]
)
def test_a_text_that_python_refuses_is_refused_in_its_words(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "bad.py").write_bytes(text)
    plain = python(tmp_path, "bad.py")
    done = calltrace(tmp_path, "record", "bad.py")
    assert plain.stderr.strip().rpartition("\n")[2].startswith("SyntaxError: ")
    assert done.stderr.splitlines()[:-1] == plain.stderr.splitlines()
    assert (done.returncode, plain.returncode) == (1, 1)
    data = read(tmp_path / "bad.trace.json")
    assert data["recording"]["error"]["type"] == "SyntaxError"
    assert data["program"]["source"] == text.decode("latin-1" if b"latin" in text else "utf-8", "replace")


def test_the_packages_around_a_module_are_part_of_its_run(folder: Path) -> None:
    (folder / "tool" / "__init__.py").write_text("def early(): raise ValueError('early')\nearly()\n")
    plain = python(folder, "-m", "tool")
    done = calltrace(folder, "record", "-m", "tool")
    assert done.returncode == plain.returncode == 1
    own = [line for line in plain.stderr.splitlines() if "runpy" not in line]
    assert [line for line in done.stderr.splitlines() if "runpy" not in line][:-1] == own
    data = read(folder / "tool.trace.json")
    assert data["program"]["filename"] == "tool/__init__.py"
    assert "early() raised" in tree(data)


def test_the_recorders_own_folder_is_not_on_the_path(folder: Path) -> None:
    """A file beside the recorder's start must not be imported, by the program or by the recorder."""
    for name in ("iso", "traceback", "csv", "linecache", "token"):
        (folder / f"{name}.py").write_text("print('imported', __name__)\n")
    (folder / "sub" / "imports.py").write_text(
        "import token\ntry: import iso\nexcept ImportError as no: print(no)\n"
    )
    done = calltrace(folder, "record", "sub/imports.py")
    assert done.stdout == "No module named 'iso'\n", done.stderr


def test_a_program_gets_its_own_modules_though_the_recorder_uses_others_of_that_name(folder: Path) -> None:
    for name in ("traceback", "linecache", "csv", "numbers", "token", "json"):
        (folder / f"{name}.py").write_text(f"def f(): return {name!r}\n")
    (folder / "threading").mkdir()
    (folder / "argparse.txt").write_text("")
    names = "csv, json, linecache, numbers, token, traceback"
    (folder / "main.py").write_text(
        f"import {names}, threading\n"
        f"print([module.f() for module in ({names})], threading.__file__)\n"
        "print(threading.main_thread() is threading.current_thread())\n1 / 0\n"
    )
    plain = python(folder, "main.py")
    done = calltrace(folder, "record", "main.py")
    assert (done.stdout, done.returncode) == (plain.stdout, 1)
    assert "ZeroDivisionError" in done.stderr
    data = read(folder / "main.trace.json")
    assert [line.strip() for line in tree(data).splitlines() if "f()" in line] == [
        f"f() → {name!r}" for name in names.split(", ")
    ]
    assert data["recording"]["error"]["type"] == "ZeroDivisionError"


TESTS = {
    "mylib/__init__.py": "def add(a, b): return a + b\n",
    "conftest.py": "",
    "tests/test_x.py": "from mylib import add\ndef helper(x): return add(x, 2)\n"
    "def test_add(): assert helper(1) == 3\n",
    "cases/__init__.py": "",
    "cases/test_y.py": "import unittest\nfrom mylib import add\nclass T(unittest.TestCase):\n"
    "    def test_add(self): self.assertEqual(add(1, 2), 3)\n",
    "lib/python3/site-packages/installed.py": "def inner(): pass\ninner()\n",
    "vendor/bundled.py": "def inner(): pass\ninner()\n",
    "vendor/bundled-1.0.dist-info/METADATA": "",
    "app/main.py": "import sys\nsys.path += ['.', 'vendor', 'lib/python3/site-packages']\n"
    "import bundled, installed, near\nfrom mylib import add\nadd(1, 2)\n",
    "app/near.py": "",
}


@pytest.mark.parametrize(
    ("words", "calls", "files"),
    [
        (
            ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"),
            ["<module>", "<module>", "<module>", "test_add", "helper", "add"],
            {"conftest.py", "tests/test_x.py", "mylib/__init__.py"},
        ),
        (
            ("-m", "unittest", "discover", "-s", "cases", "-t", "."),
            ["<module>", "<module>", "<module>", "T", "T.test_add", "add"],
            {"cases/__init__.py", "cases/test_y.py", "mylib/__init__.py"},
        ),
        (
            ("app/main.py",),
            ["<module>", "<module>", "<module>", "add"],
            {"main.py", "near.py", "../mylib/__init__.py"},
        ),
    ],
)
def test_the_program_is_what_lies_below_the_current_folder_and_the_scripts_and_is_not_installed(
    tmp_path: Path, words: tuple[str, ...], calls: list[str], files: set[str]
) -> None:
    for name, text in TESTS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    done = calltrace(tmp_path, "record", "-o", "t.json", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    data = read(tmp_path / "t.json")
    functions = data["functions"]
    assert [functions[function]["qualname"] for function in data["calls"]["function"]] == calls
    assert {function["file"] for function in functions} == files


def test_that_nothing_was_recorded_is_explained(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("{}")
    done = calltrace(tmp_path, "record", "-o", "t.json", "-m", "json.tool", "data.json")
    said = "no call was recorded: the program is what lies below the current folder"
    assert done.stdout == "{}\n" and said in done.stderr
    assert said in read(tmp_path / "t.json")["recording"]["remarks"][0]
