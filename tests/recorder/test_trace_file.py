"""The trace file: the fixtures that both checkers are held to, and writing and reading."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from calltrace.file import read, write
from calltrace.validate import TraceFileError, parse, validate

from .trees import Recorded, tree

FIXTURES = Path(__file__).parents[1] / "fixtures"
EXPECTED: dict[str, str] = json.loads((FIXTURES / "broken" / "expected.json").read_text("utf-8"))
TRACES = sorted((FIXTURES / "traces").glob("*.json"))


@pytest.mark.parametrize("file", EXPECTED)
def test_a_broken_file_gets_its_sentence(file: str) -> None:
    with pytest.raises(TraceFileError) as error:
        parse((FIXTURES / "broken" / file).read_text("utf-8"))
    assert str(error.value) == EXPECTED[file]


def test_every_broken_file_has_its_sentence() -> None:
    files = {path.name for path in (FIXTURES / "broken").glob("*.json")} - {"expected.json"}
    assert files == set(EXPECTED)


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_a_good_file_is_read(path: Path) -> None:
    data = parse(path.read_text("utf-8"))
    assert tree({"resumes": [], **data})


def test_the_fixtures_say_what_they_are_for() -> None:
    trees = {path.stem: tree({"resumes": [], **parse(path.read_text("utf-8"))}) for path in TRACES}
    assert "  fibonacci(n=4) → 3" in trees["recursion"]
    assert "↻ numbers(limit=3) yielded 1" in trees["generators"]
    assert "raised" in trees["exception"]
    assert "…" in trees["stopped"]


@pytest.mark.parametrize("name", ["trace.json", "trace.json.gz"])
def test_what_is_written_is_read(name: str, tmp_path: Path) -> None:
    run = Recorded("def f(x): return [x, 'ä\\ud800', float('nan')]\nf({1: (2,)})", "profile")
    path = tmp_path / name
    write(run.data, path)
    assert (path.read_bytes()[:2] == b"\x1f\x8b") == name.endswith(".gz")
    assert read(path) == json.loads(json.dumps(run.data))


def test_the_counts_of_a_profile_are_kept(tmp_path: Path) -> None:
    data = json.loads((FIXTURES / "traces" / "counts.json").read_text("utf-8"))
    assert data["calls"]["count"] == [1, 34, 0, 5000000]
    path = tmp_path / "trace.json.gz"
    write(data, path)
    assert read(path) == data


def test_where_each_entry_is_one_call_there_are_no_counts() -> None:
    data = Recorded("def f(): pass\nf()", "profile").data
    assert "count" not in data["calls"]
    data["calls"]["count"] = [1, True]
    with pytest.raises(TraceFileError) as error:
        validate(data)
    assert str(error.value) == "calls.count[1] is true, not a whole number."


def test_a_wrong_trace_is_not_written(tmp_path: Path) -> None:
    data = copy.deepcopy(Recorded("pass", "profile").data)
    data["calls"]["parent"][0] = 0
    with pytest.raises(TraceFileError):
        write(data, tmp_path / "trace.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"\x1f\x8b\x08garbage", gzip.compress(b"{}" * 100)[:20]],
    ids=["no text", "no gzip", "gzip cut off"],
)
def test_files_that_are_not_even_text(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    path.write_bytes(content)
    with pytest.raises(TraceFileError, match="neither text nor gzip"):
        read(path)


def test_nesting_without_end_under_a_key_that_is_not_known() -> None:
    text = json.dumps(Recorded("pass", "profile").data)
    deep = '[{"a":' * 5000 + "1" + "}]" * 5000
    with pytest.raises(TraceFileError, match="nested too deeply"):
        parse(f'{{"deep":{deep},{text[1:]}')
    # Brackets in texts are no nesting.
    assert parse(f'{{"text":{json.dumps("[" * 5000 + chr(34))},{text[1:]}')


def test_keys_that_are_not_known_are_passed_over() -> None:
    data: dict[str, Any] = copy.deepcopy(Recorded("pass", "profile").data)
    data["mood"] = data["calls"]["colour"] = data["recording"]["weather"] = "good"
    validate(data)
