"""
The lines of a call: which ran, in which order, what each changed, against a slow trace function that shares
nothing with the recorder.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from calltrace.lines import LineRecorder, Wanted

from .line_programs import HAND_WRITTEN, line_program
from .oracle_lines import LineOracle
from .test_generated_programs import numbered
from .trees import Recorded

# The first trace function of a process misses the end of the outermost frame in 3.12.1.
LineOracle("pass", "f")


def recorded(source: str, hook: str, name: str = "f", nth: int = 1, **options: Any) -> Recorded:
    return Recorded(source, hook, lines=LineRecorder([Wanted(name, nth)]), **options)


def entry(run: Recorded) -> dict[str, Any]:
    (found,) = run.data["lines"]
    return dict(found)


def states(run: Recorded, found: dict[str, Any]) -> list[dict[str, str]]:
    """What each variable was after each line, as far as that was recorded."""
    changes: dict[int, list[tuple[str, int | None]]] = {}
    columns = (found[f"change_{column}"] for column in ("at", "name", "value"))
    for at, name, value in zip(*columns, strict=True):
        changes.setdefault(at, []).append((found["names"][name], value))
    state: dict[str, str] = {}
    after: list[dict[str, str]] = []
    for at in range(-1, len(found["line"])):
        for name, value in changes.get(at, ()):
            if value is None:
                del state[name]
            else:
                state[name] = run.value(value)
        after.append(dict(state))
    return after[1:]


def compare(source: str, hook: str, nth: int = 1) -> None:
    truth, run = LineOracle(source, "f", nth), recorded(source, hook, nth=nth)
    if not truth.lines:
        assert "lines" not in run.data
        return
    found = entry(run)
    assert found["line"] == truth.lines, numbered(source)
    # A step that ends at once, because the generator is closed, has no line.
    begun = [[at for at in steps if at < len(truth.lines)] for steps in (found["step_at"], truth.steps)]
    assert begun[0] == begun[1], numbered(source)
    for index, (right, ours) in enumerate(zip(truth.states, states(run, found), strict=False)):
        told = {name: text for name, text in right.items() if text is not None and not name.startswith(".")}
        said = {name: ours.get(name) for name in told}
        assert said == told, f"after line {found['line'][index]} (no. {index}):\n{numbered(source)}"
        gone = set(ours) - set(right)
        assert not gone, f"{gone} after line {found['line'][index]}:\n{numbered(source)}"


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_lines_and_values_are_those_of_a_trace_function(hook: str, name: str) -> None:
    compare(HAND_WRITTEN[name], hook)


@pytest.mark.parametrize("seed", range(4))
def test_programs_of_chance_go_line_by_line(hook: str, seed: int) -> None:
    for part in range(25):
        random = Random(f"{seed}.{part}")
        compare(line_program(random), hook, random.randint(1, 3))


def test_a_call_in_one_line_is_found_by_the_line_that_made_it(hook: str) -> None:
    source = """\
        def g(n):
            return n
        def f(n):
            for i in range(n):
                if i % 2 and g(i): g(g(i))
            return [g(x) for x in (1, 2)]
        f(4)
    """
    run = recorded(source, hook)
    found = entry(run)
    starts = list(zip(found["call_at"], found["call_first"], strict=True))
    called: dict[int, list[str]] = {}
    for call, parent in enumerate(run.column("parent")):
        if parent == found["call"]:
            at = max(index for index, first in starts if first <= call)
            assert found["line"][at] == run.column("call_line")[call]
            called.setdefault(at, []).append(run.names()[call])
    assert [len(calls) for calls in called.values()][:2] == [3, 3]


def test_secrets_are_no_changes_that_can_be_read(hook: str) -> None:
    source = """\
        def f(password):
            password += "-hunter2secret"
            token = ["ghp_0123456789abcdefghijABCDEFGHIJ012345"]
            plain = 1
            return plain
        f("hunter2secret")
    """
    run = recorded(source, hook)
    state = states(run, entry(run))[-1]
    assert (state["password"], state["plain"]) == ("redacted", "1")
    assert "ghp_" not in state["token"]


@pytest.mark.parametrize("large", [False, True])
def test_what_is_too_much_leaves_a_gap_that_is_said(
    hook: str, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("MAX_FIRST_LINES", 60), ("MAX_LAST_LINES", 20), ("MAX_LAST_LARGE_LINES", 10)):
        monkeypatch.setattr(f"calltrace.lines.recorder.{name}", value)
    monkeypatch.setattr("calltrace.lines.recorder.MAX_CHARACTERS", 2_000 if large else 10**9)
    monkeypatch.setattr("calltrace.lines.activation.MAX_WAITING_LINES", 15)
    monkeypatch.setattr("calltrace.lines.activation.MAX_WAITING_SNAPSHOTS", 15)
    source = """\
        def g(k):
            return k
        def f(n):
            total, items = 0, [0]
            for i in range(n):
                total += g(i)
                items[0] = [i] * 20
            end = total
            return end
        f(500)
    """
    run = recorded(source, hook)
    found = entry(run)
    truth = LineOracle(run.source, "f")
    at, missing = found["gap"]
    assert found["line"][at] == 0
    assert found["line"][:at] == truth.lines[:at]
    assert found["line"][at + 1 :] == truth.lines[at + 1 + missing - 1 :]
    assert len(found["line"]) - 1 + missing == len(truth.lines)
    after = states(run, found)
    kept = [*range(at), *range(at + 1, len(after))]
    right = [*truth.states[:at], *truth.states[at + missing :]]
    for index, state in zip(kept, right, strict=False):
        assert all(after[index][name] == state[name] for name in ("total", "i") if name in state)
    assert after[-1]["end"] == str(sum(range(500)))
    for index, first in zip(found["call_at"], found["call_first"], strict=True):
        assert found["line"][index] == run.column("call_line")[first]


def test_a_call_that_has_not_ended_is_kept_as_far_as_it_is(hook: str) -> None:
    run = recorded("def f():\n    x = 1\n    recorder.stop()\n    y = 2\nf()\n", hook)
    found = entry(run)
    assert found["line"][:2] == [2, 3]
    assert states(run, found)[-1]["x"] == "1"
