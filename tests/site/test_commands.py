"""The commands: what they say, what they end with, and that the package installs as any other."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from playground import bootstrap, test_command
from playground.project import PY, ROOT
from playground.test_command import Count, Step, count_tests

TRACES = ROOT / "tests" / "fixtures" / "traces"


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "playground", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, timeout=120)


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("serve", "--port", "none"), ("test", "nothing"), ("convert", "a.txt", "b.json")],
)
def test_wrong_use_ends_with_2_and_a_sentence(arguments):
    answer = run(*arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert answer.stderr.strip()


def test_help_names_the_commands():
    answer = run("--help")
    assert answer.returncode == 0
    for command in ("serve", "build", "test", "record", "convert"):
        assert f"\n  {command} " in answer.stdout


def test_record_writes_a_trace_and_ends_as_the_program_did(tmp_path):
    script = tmp_path / "program.py"
    script.write_text("import sys\n\ndef f(n):\n    return n and f(n - 1)\n\nf(int(sys.argv[1]))\n")
    answer = run("record", "-o", tmp_path / "trace.json", script, "4", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    trace = json.loads((tmp_path / "trace.json").read_text())
    names = [function["qualname"] for function in trace["functions"]]
    assert [names[function] for function in trace["calls"]["function"]].count("f") == 5
    script.write_text("import sys\nsys.exit(7)\n")
    assert run("record", "-o", tmp_path / "trace.json", script, cwd=tmp_path).returncode == 7


def test_convert_compresses_and_uncompresses(tmp_path):
    original = min(TRACES.glob("*.json"))
    packed, unpacked = tmp_path / "trace.json.gz", tmp_path / "trace.json"
    assert run("convert", original, packed).returncode == 0
    assert gzip.decompress(packed.read_bytes()) == original.read_bytes()
    assert run("convert", packed, unpacked).returncode == 0
    assert unpacked.read_bytes() == original.read_bytes()


def test_convert_keeps_the_counts_of_a_profile(tmp_path):
    packed = tmp_path / "trace.json.gz"
    assert run("convert", TRACES / "counts.json", packed).returncode == 0
    assert json.loads(gzip.decompress(packed.read_bytes()))["calls"]["count"] == [1, 34, 0, 5000000]


def test_convert_writes_nothing_when_the_file_is_no_trace(tmp_path):
    (tmp_path / "list.json").write_text("[]")
    answer = run("convert", tmp_path / "list.json", tmp_path / "out.json")
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert "list.json: This is not a trace" in answer.stderr
    assert not (tmp_path / "out.json").exists()


def test_the_recorder_installs_as_a_package(tmp_path):
    venv.create(tmp_path / "venv", with_pip=True, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    project = tmp_path / "project"  # a copy: setuptools leaves a build folder behind
    for package in PY.glob("calltrace*"):
        shutil.copytree(package, project / package.relative_to(ROOT))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, project)
    subprocess.run([python, "-m", "pip", "install", "--quiet", project], check=True, capture_output=True)
    script = tmp_path / "hello.py"
    script.write_text("def hello():\n    return 'hello'\n\nhello()\n")
    answer = subprocess.run(
        [tmp_path / "venv" / "bin" / "calltrace", "record", "-o", tmp_path / "hello.json", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert answer.returncode == 0, answer.stderr
    assert "hello" in [
        function["name"] for function in json.loads((tmp_path / "hello.json").read_text())["functions"]
    ]
    text = subprocess.check_output([tmp_path / "venv" / "bin" / "calltrace", "cat", tmp_path / "hello.json"])
    assert b"hello() " in text


@pytest.mark.parametrize(
    ("version", "enough"),
    [("v24.19.0", True), ("v22.19.0", True), ("v22.18.9", False), ("v20.20.2", False), ("", False)],
)
def test_an_old_node_is_not_used(tmp_path, version, enough):
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(0o755)
    assert bootstrap._new_enough(str(node)) is enough


@pytest.mark.parametrize(
    ("output", "code", "count"),
    [
        ("....\n4 passed in 0.12s\n", 0, Count(4, 0)),
        ("..F\n===== 1 failed, 2 passed, 3 skipped in 1.20s =====\n", 1, Count(2, 1, 3)),
        ("E\n1 passed, 2 errors in 3.00s\n", 1, Count(1, 2)),
        ("..R.\n3 passed, 1 rerun in 9.12s\n", 0, Count(3, 0, 0, 1)),
        ("no tests ran in 0.01s\n", 5, Count(0, 1)),
        (" Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 12 passed (13)\n", 1, Count(12, 1)),
        ("All checks passed!\n", 0, Count(1, 0)),
        ("boom\n", 1, Count(0, 1)),
        ("4 passed in 0.12s\nthen the process died\n", -9, Count(4, 1)),
        ("✔ a\nℹ tests 3\nℹ pass 2\nℹ fail 1\nℹ skipped 0\n", 1, Count(2, 1)),
        ("ℹ pass 3\nℹ fail 0\nℹ cancelled 0\n", 0, Count(3, 0)),
    ],
)
def test_what_runners_say_is_counted(output, code, count):
    assert count_tests(output, code) == count


def test_what_cannot_be_tried_here_is_skipped_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "FIREFOXES", ("no such browser",))
    monkeypatch.setattr(bootstrap, "_from_debian", lambda package: [])
    step = next(step for step in test_command.STEPS if step.part == "firefox")
    assert test_command._command(step) == Count(0, 0, 1)
    assert "Skipped: there is no Firefox on PATH, and none can be installed here." in capsys.readouterr().out


def test_what_needs_nothing_of_the_build_runs_beside_it(monkeypatch, capsys, tmp_path):
    meeting = tmp_path / "meeting"
    os.mkfifo(meeting)
    # The build ends only when the step has come to the meeting.
    meet = [sys.executable, "-c", f"open({str(meeting)!r}, 'w').close(); print('the step speaks')"]
    steps = (Step("a", "early", lambda: meet, beside_build=True),)
    monkeypatch.setattr(test_command, "STEPS", steps)
    monkeypatch.setattr(test_command, "PARTS", ("a",))
    monkeypatch.setattr(test_command, "build", lambda: meeting.open().close())
    assert test_command.run_test_steps([]) == 0
    assert "the step speaks" in capsys.readouterr().out


def test_what_one_core_is_enough_for_runs_two_at_a_time_and_is_told_in_order(monkeypatch, capsys, tmp_path):
    # Whoever opens one end waits for who opens the other: alone, neither would ever end.
    meeting = tmp_path / "meeting"
    os.mkfifo(meeting)

    def meet(mode: str, said: str) -> list[str]:
        return [sys.executable, "-c", f"open({str(meeting)!r}, {mode!r}).close(); print({said!r})"]

    steps = (
        Step("a", "first", lambda: meet("w", "one speaks")),
        Step("b", "large", lambda: [sys.executable, "-c", "print('large speaks')"], fills=True),
        Step("c", "second", lambda: meet("r", "two speaks")),
        Step("c", "failing", lambda: [sys.executable, "-c", "raise SystemExit('failing speaks')"]),
    )
    monkeypatch.setattr(test_command, "STEPS", steps)
    monkeypatch.setattr(test_command, "PARTS", ("a", "b", "c"))
    monkeypatch.setattr(test_command, "build", lambda: None)
    assert test_command.run_test_steps([]) == 1
    told = capsys.readouterr().out
    order = [told.index(f"{who} speaks") for who in ("one", "two", "failing", "large")]
    assert order == sorted(order)
    summary = told.partition("── summary")[2]
    assert re.findall(r"^(?:ok|FAILED) +(\w+) ", summary, re.MULTILINE) == [
        "build",
        "first",
        "large",
        "second",
        "failing",
    ]
    assert told.rstrip().endswith("4 passed, 1 failed")
