"""Trace files: what is exported opens again as the same run, and a broken file costs nothing."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import expect

from .driver import Playground, shape

PROJECT = Path(__file__).resolve().parents[2]
FIXTURES = PROJECT / "tests" / "fixtures"
BROKEN: dict[str, str] = json.loads((FIXTURES / "broken" / "expected.json").read_text("utf-8"))
# The page opens files of other tools too: of what is in no format at all it says more.
BROKEN |= {
    "empty.json": "This file is empty: let the profiler write it again.",
    "not-json.json": "This is a program, not a trace: put it into the editor and run it.",
    "truncated.json": "This JSON is broken, or was cut off: copy or save the file again.",
    "not-a-number.json": "recording.duration_us is null, not a time.",
    "list.json": "This JSON is no trace: let the profiler write Trace Events, or the format of speedscope.",
    "deep.json": "This JSON is no trace: let the profiler write Trace Events, or the format of speedscope.",
}


@pytest.mark.parametrize("name", ["quicksort", "generator_pipeline", "exception"])
def test_what_is_exported_opens_as_the_same_outline(
    name: str, playground: Playground, open_page, tmp_path: Path
):
    path = tmp_path / "trace.json"
    playground.open(f"#example={name}")
    playground.run()
    exported = playground.export(path)
    outline = playground.outline()

    other = open_page(without_python=True).open()
    other.open_trace(path)
    expect(other.status).to_contain_text("trace.json")
    assert other.outline() == outline
    source = exported["program"]["source"]
    expect(other.program).to_contain_text(source.splitlines()[0])
    assert shape(other.export(tmp_path / "again.json")) == shape(exported)


@pytest.mark.without_python
def test_a_trace_opens_without_python(playground: Playground, open_page, tmp_path: Path):
    playground.open("#example=hanoi")
    playground.export(tmp_path / "hanoi.json")
    other = open_page().open()
    other.open_trace(tmp_path / "hanoi.json")
    expect(other.status).to_contain_text("hanoi.json")
    assert other.outline()[1].startswith("  move_tower(")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trace made by CPython on the command line."""
    folder = tmp_path_factory.mktemp("recorded")
    script = folder / "greet.py"
    script.write_text(
        dedent("""
            import sys

            def greet(name):
                return f'Hello, {name}!'

            for name in sys.argv[1:]:
                print(greet(name))
        """)
    )
    path = folder / "greet.json"
    run = subprocess.run(
        [sys.executable, "-m", "playground", "record", "-o", str(path), str(script), "Ada", "Grace"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == ["Hello, Ada!", "Hello, Grace!"]
    return path


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_file_recorded_in_cpython_opens_by_button(playground: Playground, recorded: Path):
    playground.open()
    playground.open_trace(recorded)
    expect(playground.status).to_contain_text("greet.json")
    expect(playground.program).to_contain_text("def greet(name):")
    rows = playground.outline()
    assert [row.split("(")[0] for row in rows][1:] == ["  greet", "  greet"]
    assert "Hello, Grace!" in rows[2]


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_file_recorded_in_cpython_opens_by_drop(playground: Playground, recorded: Path, tmp_path: Path):
    packed = tmp_path / "greet.json.gz"
    packed.write_bytes(gzip.compress(recorded.read_bytes()))
    playground.open()
    for path in (recorded, packed):
        playground.drop(path)
        expect(playground.status).to_contain_text(path.name)
        assert len(playground.outline()) == 3


@pytest.mark.same_page
def test_a_broken_file_gets_its_sentence_and_the_screen_stays(playground: Playground):
    playground.open("#example=quicksort")
    before = playground.outline()[:10]
    for name, sentence in BROKEN.items():
        playground.open_trace(FIXTURES / "broken" / name)
        expect(playground.alert).to_contain_text(f"{name}: {sentence}")
        assert playground.outline()[:10] == before
        playground.alert.get_by_role("button", name="Dismiss").first.click()
    expect(playground.program).to_contain_text("def quicksort")
    expect(playground.status).to_contain_text("recorded earlier")


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_file_that_is_no_trace_at_all(playground: Playground, tmp_path: Path):
    playground.open()
    before = playground.outline()[:10]
    for name, content in {
        "picture.json": b"\x89PNG\r\n\x1a\n\xff\xfe",
        "empty.json": b"",
        "cut.json.gz": b"\x1f\x8b\x08",
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        playground.open_trace(path)
        expect(playground.alert).to_contain_text(name)
    assert playground.outline()[:10] == before


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_trace_cannot_bring_markup_along(playground: Playground, recorded: Path, tmp_path: Path):
    hostile = (
        "<img src=x onerror=\"document.title='broken into'\"><script>document.title='broken into'</script>"
    )
    trace = json.loads(recorded.read_text("utf-8"))
    for function in trace["functions"]:
        function["name"] = function["qualname"] = hostile
    for value in trace["values"]:
        value["text"] = value["type"] = hostile
    trace["output"] = [{"stream": "stdout", "call": 0, "at_us": 0, "text": hostile}]
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(trace), "utf-8")
    playground.open()
    playground.open_trace(path)
    expect(playground.status).to_contain_text("hostile.json")
    playground.tab("Outline")
    playground.rows.nth(1).click()
    expect(playground.details).to_contain_text("<img src=x")
    playground.tab("Functions")
    playground.tab("Timeline")
    expect(playground.output).to_contain_text("<script>")
    assert playground.page.title() != "broken into"
    assert playground.page.locator("img[src='x']").count() == 0
