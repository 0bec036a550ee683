"""Traces as text: the tree in few lines, the paths of calls, and the commands that print them."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import calltrace
from calltrace.cli import main
from calltrace.file import read
from calltrace_text.cat import text_of
from calltrace_text.diff import difference
from calltrace_text.paths import NoSuchCall, Paths
from calltrace_text.trace import Trace
from calltrace_text.tree import TextTree, tokens
from playground.project import ROOT
from tests.fixtures.text.make import texts

TRACES = ROOT / "tests" / "fixtures" / "traces"


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def square(n: int) -> int:
    return n * n


@dataclass
class Holder:
    values: set[int]


def squares(values: list[int]) -> list[int]:
    found = []
    for value in values:
        found.append(square(value))
    return found


def recorded(function: Callable[..., object], *given: object) -> Trace:
    with calltrace.record() as run:
        function(*given)
    return Trace(run.trace)


def test_twenty_thousand_calls_fit_one_screen_and_what_is_folded_is_counted() -> None:
    text = text_of(recorded(fib, 20)).splitlines()
    assert len(text) <= 45
    assert text[1:4] == ["fib(n=20) → 6765", "  fib(n=19) → 4181", "    fib(n=18) → 2584"]
    assert text[-2:] == [
        "  fib(n=18) → 2584  [as above, 8,360 calls]",
        "21,891 calls, 39 of them shown; folded: 21,852 as above",
    ]


@pytest.mark.parametrize("budget", [1, 60, 200, 1000, None])
def test_the_budget_is_kept_and_every_call_is_shown_or_counted(budget: int | None) -> None:
    for trace in (recorded(squares, [*range(300), 7, 7, 7]), recorded(fib, 12)):
        text = TextTree(trace).text(trace.roots, budget=budget)
        assert budget in (1, None) or sum(map(tokens, text.splitlines())) <= budget
        shown, _, folded = text.splitlines()[-1].partition("; folded: ")
        counts = [int(part.split()[0].replace(",", "")) for part in folded.split(", ") if part]
        total, kept = (int(part.split()[0].replace(",", "")) for part in shown.split(", "))
        assert total == trace.count == kept + sum(counts)


def test_equal_neighbours_and_many_calls_of_one_function_are_one_line() -> None:
    trace = recorded(squares, [5, 5, 5, 1, 2, 3, 4])
    assert TextTree(trace).text(trace.roots).splitlines()[1:] == [
        "  square(n=5) → 25 × 3",
        "  square(n=1) → 1",
        "  square(n=2) → 4",
        "… 2 more of square".rjust(20),
        "8 calls, 4 of them shown; folded: 2 alike, 2 more of the same",
    ]


def test_the_way_to_the_error_is_shown_however_deep_it_lies() -> None:
    text = text_of(Trace(read(TRACES / "exception.json")), depth=0)
    assert "Basket.price(self=Basket(items={'apple': 3}), name='plum') raised" in text
    assert "raised in main.py/cheapest/Basket.price#3" in text


@pytest.mark.parametrize("file", sorted(path.name for path in TRACES.glob("*.json")))
def test_a_path_finds_its_call_again(file: str) -> None:
    trace = Trace(read(TRACES / file))
    paths = Paths(trace)
    found = [paths.of(call) for call in range(trace.count)]
    assert len(set(found)) == trace.count
    assert [paths.find(path) for path in found] == list(range(trace.count))


def test_paths_are_the_same_where_a_run_calls_more_of_something_else() -> None:
    def one(extra: bool) -> None:
        if extra:
            square(9)
        squares([1, 2])
        squares([3])

    before, after = recorded(one, False), recorded(one, True)
    names = {Paths(trace).of(call) for trace in (before,) for call in range(trace.count)}
    assert names < {Paths(after).of(call) for call in range(after.count)}
    assert any(name.endswith("one/squares#2/square") for name in names)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("fib~9", "made no calls"),
        ("fob", "calls of fib"),
        ("fib/fib#7", "fewer calls of fib"),
        ("99999", "the trace has"),
        ("", "is no path"),
    ],
)
def test_a_path_that_leads_nowhere_is_answered_with_what_there_is(path: str, sentence: str) -> None:
    with pytest.raises(NoSuchCall, match=sentence):
        Paths(recorded(fib, 6)).find(path)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs that differ in one call, a file that is cut off, and one of another version."""
    folder = tmp_path_factory.mktemp("traces")
    for name, values in (("a", [1, 2, 3]), ("b", [1, 5, 3, 4])):
        with calltrace.record(folder / f"{name}.json"):
            squares(values)
    text = (folder / "a.json").read_text()
    (folder / "cut.json").write_text(text[:300])
    (folder / "later.json").write_text(text.replace('"version":1', '"version":2'))
    return folder


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("cat a.json", 0, "squares(values=[1, 2, 3]) → [1, 4, 9]"),
        ("cat a.json --call squares/square#2", 0, "square(n=2) → 4"),
        ("cat a.json --call nowhere", 2, "there is no call nowhere"),
        ("cat a.json --budget -1", 2, "--budget"),
        ("cat cut.json", 2, "cut.json: This is not a trace"),
        ("cat later.json", 2, "This trace is of version 2"),
        ("cat nothing.json", 2, "nothing.json: No such file"),
        ("calls square a.json", 0, "squares/square#3  3  9"),
        ("calls square a.json --max 1", 0, "2 more; --max 0 lists all"),
        ("calls sqare a.json", 1, "did you mean square"),
        ("grep n=3 a.json", 0, "squares/square#3: square(n=3) → 9"),
        ("grep -c square a.json", 0, "4"),
        ("grep -i SQUARE a.json", 0, "squares/square:"),
        ("grep cube a.json", 1, ""),
        ("grep ( a.json", 2, "is no regular expression"),
        ("diff a.json a.json", 0, "the runs are alike: 4 calls"),
        ("diff a.json b.json", 1, "first difference: squares is called with other arguments"),
        ("diff a.json cut.json", 2, "This is not a trace"),
        ("functions a.json --sort calls", 0, "square"),
        ("functions a.json --by package", 0, "the program"),
        ("functions a.json --by colour", 2, "invalid choice"),
    ],
)
def test_commands_answer_and_end_with_codes_for_scripts(
    words: str, code: int, said: str, files: Path, capsys: pytest.CaptureFixture, monkeypatch
) -> None:
    monkeypatch.chdir(files)
    assert main(words.split()) == code
    assert said in "".join(capsys.readouterr())


def test_tables_are_json_and_csv_as_well(files: Path, capsys: pytest.CaptureFixture) -> None:
    trace = str(files / "a.json")
    assert main(["calls", "square", trace, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(row["path"], row["n"], row["result"]) for row in found][2] == ("squares/square#3", 3, 9)
    assert main(["functions", trace, "--format", "csv", "--sort", "calls"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["calls"] for row in rows] == ["3", "1"]


@pytest.mark.parametrize(
    "command", ["record", "recover", "tests", "view", "cat", "calls", "grep", "diff", "functions"]
)
def test_the_help_of_each_option_has_an_example(command: str, capsys: pytest.CaptureFixture) -> None:
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    names = set(re.findall(r"^  (?:-\w(?: [A-Z]+)?, )?(--?[a-z-]+)", text, re.MULTILINE)) - {"-h", "--help"}
    words = " ".join(text.split())
    for name in names:
        short = re.search(rf"(-\w)(?: [A-Z]+)?, {name}", words)
        examples = "|".join({name, short[1] if short else name})
        assert re.search(rf"\((?:calltrace \w+ )?(?:{examples})[ );,]", words), f"{name} has no example"


def test_the_order_of_a_set_is_no_difference() -> None:
    def tell(found: object) -> object:
        return found

    # Both have the same place in the table, so that the order of adding is the order of telling.
    one, other = {0, 8}, {8, 0}
    assert list(one) != list(other)
    assert difference(recorded(tell, one), recorded(tell, other)) == []
    assert difference(recorded(tell, [one]), recorded(tell, [other])) == []
    assert difference(recorded(tell, {1: one}), recorded(tell, {1: other})) == []
    assert difference(recorded(tell, Holder(one)), recorded(tell, Holder(other))) == []
    assert difference(recorded(tell, one), recorded(tell, {0, 9})) != []


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    trace = recorded(square, 2)
    trace.values[trace.result(0) or 0]["text"] = "red \x1b[31m\n"
    assert "\x1b" not in TextTree(trace).text(trace.roots)


@pytest.mark.parametrize(("path", "text"), list(texts()), ids=lambda value: getattr(value, "stem", ""))
def test_the_words_are_those_of_the_page(path: Path, text: str) -> None:
    assert path.read_text("utf-8") == text
