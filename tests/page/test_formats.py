"""Other tools' files: they open by what they hold, and what is exported for them opens again."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .driver import Playground

FORMATS = Path(__file__).resolve().parents[1] / "fixtures" / "formats"
REAL = sorted(path.name for path in FORMATS.iterdir() if path.suffix not in (".md", ".py"))


def save(playground: Playground, name: str, path: Path) -> Path:
    playground.page.get_by_role("button", name="Export").click()
    with playground.page.expect_download() as download:
        playground.page.get_by_role("menuitem", name=name, exact=True).click()
    download.value.save_as(path)
    return path


WHOLE = "({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => " + (
    "scrollWidth <= clientWidth && scrollHeight <= clientHeight"
)


def names(rows: list[str]) -> list[str]:
    """The rows with the function's name alone."""
    return [re.split(r"\(| →| [\d,]+ calls? below", row)[0].rstrip() for row in rows]


@pytest.mark.without_python
@pytest.mark.same_page
def test_files_of_other_tools_open_whatever_they_are_called(playground: Playground, tmp_path: Path):
    playground.open()
    for name in REAL:
        path = tmp_path / f"{name}.dat"
        path.write_bytes((FORMATS / name).read_bytes())
        playground.open_trace(path)
        expect(playground.status).to_contain_text(f"opened from {path.name}")
        playground.wait_for_picture()
        expect(playground.alert).to_be_empty()
    playground.tab("Outline")
    expect(playground.output).to_contain_text("What was printed is not in this file")
    playground.open_trace(FORMATS / "viztracer.json")
    expect(playground.status).to_contain_text("opened from viztracer.json")
    expect(playground.program).to_contain_text("def fib(n):")
    assert names(playground.outline())[:4] == ["shapes.py", "  main", "    fib", "    fib"]


def span(name: str, ts: str, dur: str, more: str = "") -> str:
    return f'{{"ph": "X", "pid": "host 1", "tid": "5", "name": "{name}", "ts": {ts}, "dur": {dur}{more}}}'


KOLO_EVENTS = [
    ("pay", "call", "Thread-4"),
    ("cart", "call", "Thread-3"),
    ("charge", "call", "Thread-4"),
    ("cart", "return", "Thread-3"),
    ("charge", "return", "Thread-4"),
    ("pay", "return", "Thread-4"),
]

# What each file holds, and what the outline has of it.
FIELD = {
    "since-1970.json": (
        f"[{span('run', '1790012345678901.079', '900.955')},"
        f"{span('load', '1790012345678911.682', '300.838')},"
        f"{span('parse', '1790012345679212.569', '200.826')}]",
        ["run", "  load", "  parse"],
    ),
    "texts.json": (
        f"""[{span("step", '"1781005500000000.250"', '"900.500"')},
            {span("forward", '"1781005500000100"', '"300"')}]""",
        ["step", "  forward"],
    ),
    "not-a-number.json": (
        f"""{{"traceEvents": [{span("copy", "100", "50", ', "args": {"loss": NaN, "rate": -Infinity}')},]}}""",
        ["copy"],
    ),
    "kolo.json": (
        json.dumps(
            {
                "trace_id": "trc",
                "frames_of_interest": [
                    {"type": "django_request", "headers": {"Authorization": "Bearer not-for-eyes"}},
                    *(
                        {
                            "type": "frame",
                            "event": event,
                            "path": "shop.py:1",
                            "co_name": name,
                            "qualname": f"shop.{name}",
                            "frame_id": name,
                            "locals": {"token": "not-for-eyes"},
                            "arg": None,
                            "timestamp": 1790000000 + at,
                            "thread": thread,
                            "thread_native_id": thread[-1],
                        }
                        for at, (name, event, thread) in enumerate(KOLO_EVENTS)
                    ),
                ],
            }
        ),
        ["pay", "  charge", "cart"],
    ),
    "hours-apart.json": (
        f"[{span('early', '1000', '16')},{span('frame', '68400000000', '1500.25')}]",
        ["early", "frame"],
    ),
}


@pytest.mark.without_python
@pytest.mark.same_page
def test_files_from_the_field(playground: Playground, tmp_path: Path):
    playground.open()
    for name, (content, outline) in FIELD.items():
        path = tmp_path / name
        path.write_text(content)
        playground.open_trace(path)
        expect(playground.status).to_contain_text(f"opened from {name}")
        expect(playground.alert).to_be_empty()
        assert names(playground.outline()) == outline, name
        assert "not-for-eyes" not in playground.page.locator("body").inner_text()
    # The last is hours long: its second call is reached by the wheel, although it is thinner than a pixel.
    expect(playground.status).to_contain_text("2 calls in 19 h")
    playground.tab("Timeline")
    picture = playground.page.get_by_role("application", name="Timeline")
    box = picture.bounding_box()
    assert box
    playground.page.mouse.move(box["x"] + box["width"] - 14, box["y"] + 40)
    for _ in range(120):
        playground.page.mouse.wheel(0, -100)
    playground.page.mouse.move(box["x"] + box["width"] - 13, box["y"] + 40)
    playground.page.mouse.click(box["x"] + box["width"] - 13, box["y"] + 40)
    expect(playground.details.get_by_role("heading", name="frame()")).to_be_visible()


@pytest.mark.without_python
@pytest.mark.parametrize("name", ["Trace (JSON, gzip)", "Trace Event", "speedscope", "Kolo (JSON)"])
def test_what_is_exported_opens_as_the_same_calls(
    name: str, playground: Playground, open_page, tmp_path: Path
):
    playground.open("#example=exception")
    playground.wait_for_picture()
    outline = names(playground.outline())
    path = save(playground, name, tmp_path / "saved")
    other = open_page().open()
    other.open_trace(path)
    expect(other.status).to_contain_text("opened from saved")
    assert names(other.outline()) == outline


@pytest.mark.without_python
@pytest.mark.same_page
def test_values_stand_where_viztracer_has_them(playground: Playground, tmp_path: Path):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    events = json.loads(save(playground, "Trace Event", tmp_path / "events.json").read_text())["traceEvents"]
    first = next(event for event in events if event["name"].startswith("fibonacci "))
    assert first["ph"] == "X"
    assert first["args"]["func_args"].keys() == {"n"}
    assert first["args"]["return_value"].isdecimal()


@pytest.mark.same_page
def test_stacks_and_the_table_of_functions(playground: Playground, tmp_path: Path):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    stacks = save(playground, "Collapsed stacks", tmp_path / "stacks.txt").read_text().splitlines()
    assert stacks[0].startswith("<module> (main.py:")
    assert all(line.rpartition(" ")[2].isdecimal() for line in stacks)
    table = list(csv.DictReader(save(playground, "Functions (CSV)", tmp_path / "f.csv").open()))
    row = next(row for row in table if row["function"] == "fibonacci")
    expect(playground.status).to_contain_text("calls")
    assert int(row["ncalls"]) == playground.calls() - 1
    assert row["primitive_calls"] == "1"
    assert float(row["cumtime"]) >= float(row["tottime"]) > 0
    packed = save(playground, "Trace (JSON, gzip)", tmp_path / "trace.json.gz").read_bytes()
    assert json.loads(gzip.decompress(packed))["format"] == "call-trace"


@pytest.mark.without_python
@pytest.mark.same_page
def test_what_was_mended_is_said(playground: Playground, tmp_path: Path):
    path = tmp_path / "crooked.json"
    span = {"ph": "X", "pid": 1, "tid": 1}
    events = [{**span, "name": "a", "ts": 0, "dur": 10}, {**span, "name": "b", "ts": 8, "dur": 5}]
    path.write_text(json.dumps(events))
    playground.open()
    playground.open_trace(path)
    expect(playground.status).to_contain_text("1 call would have outlasted its caller")
    remarks = playground.details.get_by_role("list", name="Remarks")
    expect(remarks).to_contain_text("1 call would have outlasted its caller, and ends with it.")


@pytest.mark.without_python
def test_remarks_that_no_line_has_room_for_are_a_press_away(open_page):
    playground: Playground = open_page(width=390, height=844, has_touch=True)
    playground.page.goto(playground.url)
    playground.open_trace(FORMATS / "cprofile.prof")
    expect(playground.status).to_contain_text(
        re.compile(r"calls in [\d.]+ ms, opened from cprofile\.prof · ")
    )
    # The sentence itself is seen whole.
    said = playground.status.get_by_text(re.compile(r"opened from cprofile\.prof$"))
    assert said.evaluate(WHOLE)
    # Nor does the line that has them make the page wider.
    assert playground.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    playground.page.get_by_role("button", name=re.compile(r"^\d+ remarks$")).click()
    expect(playground.details.get_by_role("list", name="Remarks")).to_contain_text("not in a profile")


@pytest.mark.without_python
@pytest.mark.parametrize("name", ["profile.prof", "counts-as-results.json"])
@pytest.mark.same_page
def test_an_entry_of_a_profile_says_how_many_calls_it_stands_for(name: str, playground: Playground):
    playground.open()
    playground.open_trace(FORMATS / name)
    expect(playground.status).to_contain_text(f"opened from {name}")
    assert "sum() → 2 calls 25 calls below" in [row.strip() for row in playground.outline()]
    playground.page.get_by_role("treeitem").filter(has_text="sum()").first.click()
    expect(playground.details.get_by_text("Stands for")).to_be_visible()
    expect(playground.details.get_by_role("definition").nth(3)).to_have_text("2 calls")
    expect(playground.details.get_by_role("heading", name="Result")).to_have_count(0)


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_file_that_is_none_of_them_gets_one_sentence(playground: Playground, tmp_path: Path):
    playground.open("#example=quicksort")
    before = playground.outline()[:10]
    for content, sentence in {
        "<!doctype html><p>": "This is a web page or a picture, not a trace: let the profiler write JSON.",
        "ncalls,tottime\n1,2\n": (
            "This is a table of totals, without calls: open the file that cProfile writes with -o."
        ),
        '{"traceEvents": []}': "This Trace Event file holds no calls: let the profiler record again.",
    }.items():
        path = tmp_path / "other.json"
        path.write_text(content)
        playground.open_trace(path)
        expect(playground.alert).to_contain_text(f"other.json: {sentence}")
        assert playground.outline()[:10] == before
