"""`calltrace record --lines` and `calltrace.record(lines=…)`: one call of each function line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

import calltrace
from calltrace.cli import main
from calltrace.file import read

from ..line_programs import HAND_WRITTEN


def test_lines_survive_the_trace_file_and_its_part(hook: str, folder: Path) -> None:
    script = folder / "script.py"
    script.write_text(HAND_WRITTEN["a generator"])
    assert main(["record", "--hook", hook, "--lines", "f, nobody", str(script)]) == 0
    trace = read(folder / "script.trace.json")
    (found,) = trace["lines"]
    assert found["line"][:3] == [2, 3, 4]
    assert found["loops"] == [[3, 3, 7]]
    assert trace["functions"][trace["calls"]["function"][found["call"]]]["name"] == "f"
    assert (found["step_at"][0], found["step_call"][0]) == (0, found["call"])
    assert "no lines of nobody: no function of this name was called" in trace["recording"]["remarks"]


def test_a_block_of_a_program_has_the_lines_that_it_asks_for() -> None:
    def work(n: int) -> int:
        total = 0
        for i in range(n):
            total += i
        return total

    with calltrace.record(lines=["work"], lines_of=2) as run:
        work(1)
        work(3)
    (found,) = run.trace["lines"]
    assert found["line"].count(work.__code__.co_firstlineno + 3) == 3
    with pytest.raises(ValueError, match="counted from 1"):
        calltrace.record(lines="work", lines_of=0)
