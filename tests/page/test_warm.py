"""
Python that waits: the next interpreter, with the program's packages imported, and the memory that the next visit starts
from.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from .driver import SNAPSHOT_KEPT, Playground, shape, wait_for

pytestmark = pytest.mark.first_visit

PANDAS = """
import time
began = time.perf_counter()
import pandas as pd
print(f"import {time.perf_counter() - began:.3f}")

def total(n):
    return pd.Series(range(n)).sum()

print(total(4))
"""


# What an interpreter that was made a while ago must not have kept of that moment.
MOMENT = """
import js, logging, random, sys
print(random.random(), logging._startTime / 1e6 > js.performance.timeOrigin, sys.path.count("") == 1)
"""
# JavaScript's objects, waiting, extension modules: what is not in the memory, but of what it has handles.
WHOLE = """
import asyncio, js, sqlite3
asyncio.run(asyncio.sleep(0.01))
print(js.Math.max(1, 5), sqlite3.connect(":memory:").execute("select 1").fetchall())
print("typed", input("? "))
"""


def seconds_of_import(playground: Playground) -> float:
    expect(playground.output).to_contain_text("6")
    found = re.search(r"import ([\d.]+)", playground.output.inner_text())
    assert found
    return float(found[1])


@pytest.mark.alone
def test_an_unchanged_pandas_program_runs_again_without_import_time(playground: Playground, tmp_path):
    playground.open()
    playground.write(PANDAS)
    playground.run()
    first = playground.export(tmp_path / "first.json")
    playground.wait_for_python()
    playground.run()
    assert seconds_of_import(playground) < 0.05
    again = playground.export(tmp_path / "again.json")
    assert shape(again) == shape(first)
    assert again["environment"] == first["environment"]


def test_a_program_that_is_shown_its_imports_imports_them_each_time(playground: Playground):
    playground.open()
    playground.write("import six\nprint('mod' + 'ule', 'six')\n")
    playground.wait_for_python()
    playground.include.click()
    playground.libraries.click()
    playground.page.get_by_role("checkbox", name="Standard library").check()
    playground.page.keyboard.press("Escape")
    counts = []
    for _ in range(2):
        playground.run()
        counts.append(playground.calls())
        playground.wait_for_python()
    assert counts[0] > 20
    assert counts[0] == counts[1]


def kept_snapshot(playground: Playground) -> None:
    """Wait until a snapshot is kept: some seconds after Python stands, if nothing goes on."""
    playground.open()
    playground.wait_for_python()
    wait_for(playground, SNAPSHOT_KEPT)


def hash_seed(playground: Playground) -> str:
    """Python chooses it once when it starts: who has the same started from the same memory."""
    playground.run("print('seed', hash('seed'))\n")
    expect(playground.output).to_contain_text(re.compile(r"seed -?\d+"))
    return playground.output.inner_text().strip()


def new_visit(playground: Playground) -> Playground:
    page: Page = playground.page.context.new_page()
    playground.page.close()
    visit = Playground(page, playground.url).open()
    visit.wait_for_python()
    return visit


def test_the_next_visit_starts_from_the_memory_that_this_one_kept(open_page):
    first = open_page()
    kept_snapshot(first)
    again = new_visit(first)
    seed = hash_seed(again)
    again = new_visit(again)
    assert hash_seed(again) == seed
    chosen = set()
    for _ in range(2):
        again.run(MOMENT)
        expect(again.output).to_contain_text("True True")
        chosen.add(again.output.inner_text())
    assert len(chosen) == 2
    again.write(WHOLE)
    again.run_button.click()
    answer = again.page.get_by_role("textbox", name="Input")
    answer.fill("Ada")
    answer.press("Enter")
    expect(again.output).to_contain_text("5 [(1,)]")
    expect(again.output).to_contain_text("typed Ada")
    again.wait_for_end()


HOLD_SNAPSHOT = """async () => {
    const cache = await caches.open("playground-python");
    const [request] = await cache.keys();
    const bytes = await (await cache.match(request)).arrayBuffer();
    globalThis.held = { request, bytes, digest: localStorage.getItem("playground.1.snapshot") };
}"""
# As a snapshot that was kept, but for the damage.
PUT_DAMAGED = """async () => {
    const { request, bytes, digest } = globalThis.held;
    localStorage.setItem("playground.1.snapshot", digest);
    const damaged = await (DAMAGE)(bytes.slice());
    await (await caches.open("playground-python")).put(request, new Response(damaged));
}"""
SNAPSHOTS = "async () => (await (await caches.open('playground-python')).keys()).length"
DAMAGES = (
    "() => 'a login page'",
    "bytes => bytes.slice(0, 5000)",
    # Whole, but of another build: Pyodide's own mark is the first thing in it.
    "bytes => { const all = new Uint8Array(bytes); const [, count] = new Uint32Array(bytes, 0, 2);"
    " all.fill(7, 8 + 4 * count, 60 + 4 * count); return all; }",
)


def test_a_snapshot_that_is_spoilt_is_thrown_away_and_python_starts_without(open_page):
    again = open_page()
    kept_snapshot(again)
    outside = again.page.context.new_page()
    outside.goto(again.url + "icon.svg")
    outside.evaluate(HOLD_SNAPSHOT)
    for damage in DAMAGES:
        outside.evaluate(PUT_DAMAGED.replace("DAMAGE", damage))
        assert outside.evaluate(SNAPSHOTS) == 1
        again = new_visit(again)
        assert outside.evaluate(SNAPSHOTS) == 0
        again.run("print('ran', 6 * 7)\n")
        expect(again.output).to_contain_text("ran 42")
