"""`calltrace tests run.json`, from the program to the test file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from calltrace.cli import main
from calltrace.file import write
from playground.project import PY

from .programs import recorded

PROGRAM = """\
def shout(text):
    return text.upper() + "!"

def nothing():
    pass

if __name__ == "__main__":
    shout("hi")
    nothing()
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.py").write_text(PROGRAM, "utf-8")
    path = tmp_path / "run.json"
    write(recorded(PROGRAM), path)
    monkeypatch.chdir(tmp_path)
    return path


def test_the_file_is_written_beside_the_program_and_passes(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tests", str(run)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 test, 3 of 3 mutants killed → test_main.py, run by pytest\n")
    assert "nothing, call 2: it returns nothing" in said
    text = (run.parent / "test_main.py").read_text("utf-8")
    assert 'from main import shout\n\n\ndef test_shout():\n    assert shout("hi") == "HI!"\n' in text
    assert "load_definitions" not in text  # its top level only defines: a plain import will do

    assert main(["tests", str(run)]) == 2
    assert "test_main.py is there already" in capsys.readouterr().err


def test_a_file_elsewhere_finds_the_program(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run.parent / "checks").mkdir()
    target = run.parent / "checks" / "test_it.py"
    arguments = ["tests", str(run), "-o", str(target), "--style", "unittest", "--no-mutate"]
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith(f"1 test → {target}, run by unittest\n")
    done = subprocess.run([sys.executable, target], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


WRONG = {
    "no such file": (["missing.json"], 2, "missing.json: No such file or directory"),
    "no trace": (["main.py"], 2, "main.py: This is not a trace"),
    "no folder": (["run.json", "-o", "no/test_x.py"], 2, "there is no folder no"),
    "no such function": (["run.json", "--function", "whisper"], 1, "The run called no function 'whisper'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_gets_one_sentence(case: str, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, code, sentence = WRONG[case]
    assert main(["tests", *arguments]) == code
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said


def test_without_the_package_a_sentence_says_what_to_do(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "calltrace_tests"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "calltrace_tests", None)
    assert main(["tests", str(run)]) == 2
    assert "install calltrace as a whole" in capsys.readouterr().err


def test_a_program_that_has_changed_is_said(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run.parent / "main.py").write_text(PROGRAM.replace("!", "?"), "utf-8")
    assert main(["tests", str(run), "--function", "nothing"]) == 1
    said = capsys.readouterr()
    assert "main.py has changed since it was recorded" in said.err
    assert said.out.startswith("No test could be written of this run.")
    assert not (run.parent / "test_main.py").exists()


FILES = {
    "my-app.py": "import helpers\nname = input()\ndef area(a):\n    return helpers.square(a)\nprint(area(3), name)\n",
    "helpers.py": "def square(a):\n    return a * a\n",
    "pack/__init__.py": "",
    "pack/__main__.py": "from .sums import add\ndef run(n):\n    return add(n, 1)\nprint(run(2))\n",
    "pack/sums.py": "def add(a, b):\n    return a + b\n",
}


@pytest.mark.parametrize(
    ("program", "file", "count"), [("my-app.py", "test_my_app.py", 2), ("-m pack", "test_pack.py", 2)]
)
def test_programs_of_several_files_are_found(program: str, file: str, count: int, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    commands = [["record", "-o", "run.json", *program.split()], ["tests", "run.json", "--no-mutate"]]
    for command in commands:
        words = [sys.executable, "-m", "calltrace", *command]
        environment = {**os.environ, "PYTHONPATH": str(PY)}
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, input="Ada", capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{count} tests → {file}, run by pytest\n")
    again = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", file], cwd=tmp_path, capture_output=True, text=True
    )
    assert f"{count} passed" in again.stdout, again.stdout
