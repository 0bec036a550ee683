"""A recorded run in a page of its own: written by an installed wheel and by the page, opened from a disk without a
network, and shown by `calltrace view`."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.build.wheel import build_wheel

from .driver import Playground, shape

MAX_VIEWER_BYTES = 350_000

PROGRAM = '''\
import sqlite3

def größe(werte, password="hunter2-in-the-clear"):
    """Adds them up."""
    return sum(doppelt(w) for w in werte)

def doppelt(w):
    return 2 * w

def ask():
    with sqlite3.connect(":memory:") as database:
        return database.execute("select 6 * 7").fetchone()

def fail(n):
    if n == 0:
        raise ValueError("</script><!-- no more")
    fail(n - 1)

print("printed", größe([1, 2, 3]), ask())
fail(3)
'''


@dataclass(frozen=True)
class Installed:
    """What `pip install` of the wheel put into an environment with nothing else in it, and a run recorded with it."""

    python: Path
    folder: Path

    def calltrace(self, *words: str | Path, **more: str) -> subprocess.Popen[str]:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONUNBUFFERED": "1", **more}
        command = [self.python.with_name("calltrace"), *words]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    wheel = build_wheel(folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    python = folder / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "--no-index", wheel], check=True)
    (folder / "work").mkdir()
    (folder / "work" / "prog.py").write_text(PROGRAM, "utf-8")
    installed = Installed(python, folder / "work")
    for output in ("run.html", "run.json.gz"):
        recording = installed.calltrace("record", "-o", output, "prog.py")
        said, _ = recording.communicate(timeout=60)
        assert recording.returncode == 1, said
        assert output in said
    return installed


class Watched:
    """A browser without a network; whatever a page in it asks for, or its policy refuses, is kept."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.context = browser.new_context(**{"offline": True, **options})  # type: ignore[arg-type]
        self.context.set_default_timeout(20_000)
        self.said: list[str] = []
        self.context.on("request", lambda request: self.said.append(f"asked for {request.url[:80]}"))
        self.context.on("weberror", lambda error: self.said.append(f"uncaught: {error.error}"))
        self.context.on("console", lambda message: self.said.append(f"console: {message.text}"))

    def open(self, path: Path) -> Page:
        page = self.context.new_page()
        page.goto(path.as_uri())
        # The document itself is all that a page asks for.
        assert self.said.pop(0) == f"asked for {path.as_uri()[:80]}"
        return page

    def close(self) -> None:
        self.context.close()
        assert self.said == []


@pytest.fixture
def offline(browser: Browser) -> Iterator[Watched]:
    watched = Watched(browser)
    yield watched
    watched.close()


def rows_of(page: Page) -> list[str]:
    """The calls of the outline, by their names alone."""
    return [row.strip().partition("(")[0].partition(" ")[0] for row in Playground(page, "").outline()]


CALLS = ["prog.py", "größe", "doppelt", "doppelt", "doppelt", "ask", "fail", "fail", "fail", "fail"]


def test_a_recorded_run_is_one_file_that_opens_from_a_disk(installed: Installed, offline: Watched):
    path = installed.folder / "run.html"
    text = path.read_text("ascii")
    packed = (installed.folder / "run.json.gz").stat().st_size
    assert path.stat().st_size - packed * 4 / 3 < MAX_VIEWER_BYTES
    policy = text[: text.index("<title>")]
    assert "connect-src 'none'" in policy and "unsafe" not in policy and "http:" not in policy

    page = offline.open(path)
    expect(page).to_have_title("prog.py · calltrace")
    it = Playground(page, "")
    expect(it.status).to_contain_text("ValueError: </script><!-- no more")
    it.wait_for_picture()
    # The call that failed is selected: that is what a failed run is opened for.
    expect(it.details).to_contain_text("An exception left this call")
    assert [name for name in rows_of(page) if name in CALLS] == CALLS
    it.rows.filter(has_text="größe").first.click()
    expect(it.details).to_contain_text("password")
    assert "hunter2" not in it.details.inner_text().partition("Source")[0]
    expect(it.details.get_by_label("Source of größe")).to_contain_text(
        "return sum(doppelt(w) for w in werte)"
    )
    expect(it.output).to_contain_text("printed 12 (42,)")
    search = page.get_by_role("searchbox", name="Search calls and values")
    search.fill("doppelt")
    page.get_by_role("button", name="Next match").click()
    expect(it.details.get_by_role("heading", level=2)).to_contain_text("doppelt(")
    search.press("Escape")
    search.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keys")
    page.keyboard.press("Escape")
    it.tab("Functions")
    expect(page.get_by_role("tabpanel", name="Functions")).to_contain_text("doppelt")
    it.tab("Timeline")
    it.wait_for_picture("Timeline")

    # On a phone in the dark, one part at a time and no editor.
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    parts = page.get_by_role("navigation", name="Parts of the page").get_by_role("button")
    assert [part.inner_text().strip() for part in parts.all() if part.is_visible()] == [
        "Picture",
        "Details",
        "Output",
    ]
    page.get_by_role("button", name="Output").click()
    expect(it.output).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor").count("255") == 0

    # One that was damaged on its way says so in place of the picture.
    before, begin, rest = text.partition('data-run="prog.py">')
    (damaged := installed.folder / "damaged.html").write_text(
        before + begin + rest[: packed // 8 * 4] + rest[rest.index("</") :]
    )
    page = offline.open(damaged)
    expect(page.get_by_role("alert").get_by_text("The run in this page is cut off")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("prog.py")


@pytest.mark.without_python
def test_page_and_file_go_both_ways(
    installed: Installed, offline: Watched, playground: Playground, tmp_path: Path
):
    run = installed.folder / "run.html"
    playground.open("#example=hanoi")
    playground.drop(run)
    expect(playground.status).to_contain_text("opened from run.html")
    assert [name for name in rows_of(playground.page) if name in CALLS] == CALLS

    def saved(page: Page, entry: str, path: Path) -> Path:
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=entry).click()
        download.value.save_as(path)
        return path

    first = saved(playground.page, "Web page (HTML)", tmp_path / "first.html")
    page = offline.open(first)
    assert [name for name in rows_of(page) if name in CALLS] == CALLS
    # The file can be written again by itself, and gives the playground its trace.
    second = saved(page, "Web page (HTML)", tmp_path / "second.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="Open in the playground").click()
    download.value.save_as(tmp_path / "trace.json.gz")
    expect(page.get_by_role("status").first).to_contain_text("drop it onto the playground")
    trace = json.loads(gzip.decompress((tmp_path / "trace.json.gz").read_bytes()))
    assert "fail" in shape(trace)
    assert (
        offline.open(second).title() != ""
        and [name for name in rows_of(offline.context.pages[-1]) if name in CALLS] == CALLS
    )
    offline.said.clear()  # saving makes blobs, which count as requests

    playground.open_trace(second)
    expect(playground.status).to_contain_text("opened from second.html")
    other = tmp_path / "other.html"
    other.write_text("<!doctype html><p>no run", "utf-8")
    playground.open_trace(other)
    expect(playground.alert).to_contain_text("This is a web page or a picture, not a trace")
    expect(playground.status).to_contain_text("opened from second.html")


def answer(url: str, data: bytes | None = None, **headers: str) -> int:
    try:
        with urlopen(Request(url, data, headers), timeout=10) as got:
            return int(got.status)
    except HTTPError as error:
        return error.code


def test_record_shows_the_run_when_it_has_ended_and_places_open_in_an_editor(
    installed: Installed, browser: Browser
):
    editor = installed.folder / "editor"
    editor.write_text('#!/bin/sh\necho "$@" >> edited\n', "utf-8")
    editor.chmod(0o755)
    told = installed.folder / "told"
    visited = installed.folder / "visit"
    visited.write_text('#!/bin/sh\necho "$1" > told\n', "utf-8")
    visited.chmod(0o755)
    command = installed.calltrace(
        "record", "--open", "-o", "run.html", "prog.py", BROWSER=f"{visited} %s", EDITOR=f"{editor} -w"
    )
    assert command.stdout is not None
    address = next(line.split()[1] for line in command.stdout if "calltrace: http://127.0.0.1:" in line)
    assert told.read_text().strip() == address

    beginning = address.removesuffix("0")
    edit = f"{beginning}edit"
    ours = address.partition("//")[2].partition("/")[0]
    place = json.dumps({"file": "prog.py", "line": 6}).encode()
    assert [
        answer(address),
        answer(address, Host="evil.example"),
        answer(address.replace(beginning[-5:], "xxxx/")),
        answer(f"{beginning}7"),
        answer(f"{beginning}../../etc/passwd"),
        answer(edit, place),
        answer(edit, place, Origin="http://evil.example"),
        answer(edit, b"no", Origin=f"http://{ours}"),
        answer(edit, json.dumps({"file": "/etc/passwd", "line": 1}).encode(), Origin=f"http://{ours}"),
    ] == [200, 404, 404, 404, 404, 404, 404, 400, 409]
    assert not (installed.folder / "edited").exists()

    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    it = Playground(page, "")
    it.outline()
    it.rows.filter(has_text="doppelt").first.click()
    with page.expect_response(edit) as edited:
        it.details.get_by_role("button", name="Open in editor").first.click()
    assert edited.value.status == 200
    page.reload()
    expect(it.status).to_contain_text("ValueError")
    context.close()
    command.communicate(timeout=20)
    assert command.returncode == 1, "the program's own exit code"
    assert (installed.folder / "edited").read_text().split() == ["-w", str(installed.folder / "prog.py")]
