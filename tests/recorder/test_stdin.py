"""A program that reads its stdin: the host is asked line by line, and what was typed stands in the output."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

import playground_session
from calltrace.plugins.watch import MIN_WAIT_US


class Host:
    """Answers with prepared lines; remembers, for each question, what was on the screen by then."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.printed = ""
        self.before_question: list[str] = []

    def chunk(self, columns: Any, text: str) -> None:
        pass

    def output(self, text: str) -> None:
        self.printed += "".join(piece["text"] for piece in json.loads(text))

    def read_line(self) -> str | None:
        self.before_question.append(self.printed)
        return self.lines.pop(0) if self.lines else None


def run(source: str, host: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(folder)
    request = {"source": source, "filename": "main.py", "example": None, "include": {}, "maxCalls": 1000}
    try:
        playground_session.run(request, host).send(None)
    except StopIteration as done:
        return dict(json.loads(done.value))
    raise AssertionError("a host that answers at once was waited for")


def test_what_was_printed_is_on_the_screen_before_the_question_is_asked(tmp_path, monkeypatch):
    host = Host("Ada")
    run("print('hello')\nname = input('name? ')\nprint(name.upper())", host, tmp_path, monkeypatch)
    assert host.before_question == ["hello\nname? "]
    assert host.printed == "hello\nname? Ada\nADA\n"


def test_the_end_of_input_is_pythons_own_error(tmp_path, monkeypatch):
    recording = run("input()", Host(), tmp_path, monkeypatch)
    assert recording["error"]["type"] == "EOFError"


def test_a_host_without_input_has_an_empty_one(tmp_path, monkeypatch):
    class Silent:
        chunk = output = staticmethod(lambda *_: None)

    assert run("input()", Silent(), tmp_path, monkeypatch)["error"]["type"] == "EOFError"


def test_stdin_is_a_file_of_lines(tmp_path, monkeypatch):
    host = Host("1", "2", "3")
    run(
        "import sys\nprint(sum(int(line) for line in sys.stdin), sys.stdin.read() == '')",
        host,
        tmp_path,
        monkeypatch,
    )
    assert host.printed.endswith("6 True\n")


def test_a_part_of_a_line_leaves_the_rest(tmp_path, monkeypatch):
    host = Host("abc")
    run("import sys\nprint(sys.stdin.read(2), sys.stdin.readline(), end='')", host, tmp_path, monkeypatch)
    assert host.printed.endswith("ab c\n")


def test_waiting_for_an_answer_is_an_event_and_not_the_programs_time(tmp_path, monkeypatch):
    class Slow(Host):
        def __init__(self, *lines: str) -> None:
            super().__init__(*lines)
            self.events: list[dict[str, Any]] = []

        def chunk(self, columns: Any, text: str) -> None:
            self.events += json.loads(text)["events"]

        def read_line(self) -> str | None:
            asked = time.perf_counter()
            while time.perf_counter() < asked + 2 * MIN_WAIT_US / 1e6:
                pass
            return super().read_line()

    host = Slow("Ada")
    run(
        "def ask():\n    return input()\n\nask()\ntry:\n    input()\nexcept EOFError:\n    pass",
        host,
        tmp_path,
        monkeypatch,
    )
    waits = [event for event in host.events if event["kind"] == "wait"]
    assert [(event["call"], event["data"]) for event in waits] == [
        (1, {"for": "input"}),
        (0, {"for": "input"}),
    ]
    assert all(event["duration_us"] >= MIN_WAIT_US for event in waits)
