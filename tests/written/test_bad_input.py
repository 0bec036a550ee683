"""Traces that little or nothing can be written of: each gets a sentence, and nothing is invented."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from calltrace.secrecy import SECRET_NAMES
from calltrace_tests.interpreters import Interpreters, Tell
from calltrace_tests.reading import CannotRead
from calltrace_tests.session import Options, write_tests

from .programs import recorded, written

Trace = dict[str, Any]


class NoInterpreters(Interpreters):
    """For traces of which nothing should be run; `jobs`: what was asked for all the same."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []

    def run(self, job: Any, tell: Tell, *, hash_seed: int = 0) -> None:
        self.jobs.append(job)
        for number in range(len(job.get("calls", job.get("order", ())))):
            tell({"number": number, "lost": "nothing is run here"})

    def run_file(self, files: dict[str, str], test: str, style: str) -> str | None:
        raise AssertionError("nothing should be run")


def refused(trace: Trace, **options: Any) -> str:
    with pytest.raises(CannotRead) as error:
        write_tests(trace, NoInterpreters(), Options(**options))
    return str(error.value)


def reasons(source: str, change: Any = lambda trace: None, **how: Any) -> dict[str, str]:
    """By function, why its calls are left out before anything is run."""
    trace = recorded(source, **how)
    change(trace)
    interpreters = NoInterpreters()
    results = write_tests(trace, interpreters)
    assert results.tests == []
    tried = [call["call"] for job in interpreters.jobs for call in job.get("calls", ())]
    return {one.function: one.reason for one in results.left_out} | {"tried": ", ".join(tried)}


SIMPLE = "def double(x):\n    return 2 * x\ndouble(4)\n"


def test_a_trace_without_source() -> None:
    trace = recorded(SIMPLE)
    trace["sources"], trace["program"]["source"] = {}, ""
    assert refused(trace) == (
        "The trace has no source, so nothing is known of the program's functions: record it again."
    )


def test_a_trace_of_another_tool() -> None:
    trace = recorded(SIMPLE)
    trace["calls"]["count"] = [1] * len(trace["calls"]["function"])
    assert "is of a profile" in refused(trace)


def test_a_trace_without_calls() -> None:
    trace = recorded(SIMPLE)
    for column in trace["calls"]:
        trace["calls"][column] = []
    assert "no calls" in refused(trace)


def test_a_function_that_was_not_called() -> None:
    assert "called no function 'triple'" in refused(recorded(SIMPLE), functions=["triple"])


def test_a_program_for_another_python() -> None:
    trace = recorded(SIMPLE)
    trace["environment"]["python"] = "3.99.1"
    results = write_tests(trace, NoInterpreters())
    assert any(
        remark.startswith("Recorded with Python 3.99.1; the tests are proven with")
        for remark in results.remarks
    )
    trace["sources"]["main.py"] = trace["program"]["source"] = SIMPLE + "print(f'{'\n"
    assert "cannot be read by this Python" in refused(trace) or "is not in the trace" in refused(trace)


def test_values_that_were_cut() -> None:
    source = "def f(x):\n    return len(x)\ndef g(n):\n    return list(range(n))\n"
    source += "f(list(range(99)))\nf('x' * 999)\ng(70)\n"
    found = reasons(source)
    assert "kept only the beginning of a" in found["f"]
    assert found["tried"] == "g(_0)"  # what it gave was cut, which is found when it is compared


def test_secrets_are_not_made_up() -> None:
    source = "def log_in(user, password):\n    return len(password)\nlog_in('ada', 'hunter2-and-more')\n"
    found = reasons(source, secrets=SECRET_NAMES)
    assert found == {"log_in": "it holds a secret that was not recorded", "tried": ""}
    source = "def password():\n    return 'hunter2-and-more'\npassword()\n"
    assert reasons(source, secrets=SECRET_NAMES)["password"] == "it gave a secret that was not recorded"
    source = "def find(url):\n    return len(url)\nfind('http://ada:hunter2xyz@host/')\n"
    assert reasons(source, secrets=SECRET_NAMES)["find"] == "it holds a secret that was not recorded"


def test_calls_that_never_ended() -> None:
    def stop(trace: Trace) -> None:
        trace["recording"]["outcome"] = "stopped"
        last = len(trace["calls"]["function"]) - 1
        trace["calls"]["outcome"][last], trace["calls"]["duration_us"][last] = "unfinished", None
        trace["calls"]["result"][last] = None

    assert reasons(SIMPLE, stop)["double"] == "it had not ended when the recording stopped"


def test_calls_whose_values_were_not_kept() -> None:
    def thin(trace: Trace) -> None:
        last = len(trace["calls"]["function"]) - 1
        trace["calls"]["arguments"][last] = None

    assert reasons(SIMPLE, thin)["double"] == "the recording did not keep its argument 'x'"


def test_a_hundred_thousand_calls_are_read_quickly_and_few_are_tried() -> None:
    trace = recorded("def double(x):\n    return 2 * x\nfor n in range(300):\n    double(n)\n")
    calls = trace["calls"]
    for name, column in calls.items():
        calls[name] = column + copy.copy(column[1:]) * 330
    interpreters = NoInterpreters()
    results = write_tests(trace, interpreters)
    assert len(interpreters.jobs[0]["calls"]) == 60
    assert "Of 300 different calls of double, 60 were tried again." in results.remarks


LEFT_OUT = {
    "lambda": (
        "twice = lambda x: 2 * x\ntwice(1)\n",
        "<lambda>",
        "a lambda has no name that a test could use",
    ),
    "generator": ("def count(n):\n    yield n\nlist(count(1))\n", "count", "it is a generator"),
    "local function": (
        "def f():\n    def g(): return 1\n    return g()\nf()\n",
        "f.<locals>.g",
        "inside another",
    ),
    "setter": (
        "class A:\n    @property\n    def x(self): return 1\n    @x.setter\n    def x(self, v): pass\nA().x = 3\n",
        "A.x",
        "it sets or deletes a property",
    ),
    "open file": (
        "def f(file):\n    return 1\nimport sys\nf(sys.__stdin__)\n",
        "f",
        "cannot be written as source",
    ),
    "function made by exec": (
        "exec('def f(x): return x', globals())\nf(1)\n",
        "f",
        "the source of <string> is not in the trace",
    ),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_tests_cannot_name_says_why(kind: str) -> None:
    source, function, why = LEFT_OUT[kind]
    assert why in reasons(source)[function]


def test_a_program_that_calls_no_function_of_its_own() -> None:
    results = write_tests(recorded("print('hello')\n"), NoInterpreters())
    assert results.tests == [] and results.left_out == []
    assert results.remarks == [
        "The run called no function of the program: tests hold on to what functions return, so put into functions what "
        "should be tested."
    ]


def test_a_program_that_only_prints() -> None:
    results = written("def show(x):\n    print(x)\nshow(1)\nshow(2)\n")
    assert results.file == ""
    assert [(one.function, one.count, one.reason) for one in results.left_out] == [
        ("show", 2, "it returns nothing and changes none of its arguments: there is nothing to hold on to")
    ]
