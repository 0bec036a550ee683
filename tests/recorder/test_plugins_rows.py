"""The rows that a program gets from sqlite3, as its statements' events show them; nothing is fetched for the trace."""

from __future__ import annotations

import gc
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from .trees import Recorded

DATABASE = """
import sqlite3
db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE note (id, text)")
db.executemany("INSERT INTO note VALUES (?, ?)", [(i, "abcdefgh"[i]) for i in range(8)])
"""
ALL = [[0, "a"], [1, "b"], [2, "c"], [3, "d"], [4, "e"]]


@pytest.fixture(autouse=True)
def no_collection_by_chance() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def rows(source: str, hook: str, **options: Any) -> tuple[str, list[tuple[int | None, list[Any]]]]:
    """What the program printed, and of each SELECT the number of rows and the first ones."""
    recorded = Recorded(DATABASE + textwrap.dedent(source), hook, **options)
    assert recorded.error is None
    data = [event["data"] for event in recorded.data["events"] if event["kind"] == "sql"]
    selects = [one for one in data if one["sql"] is not None and one["sql"].startswith("SELECT")]
    return recorded.printed, [(one["rows"], one["first_rows"]) for one in selects]


def test_fetching_all_at_once(hook: str) -> None:
    source = """
    def notes(least):
        return db.execute("SELECT id, text FROM note WHERE id >= ?", (least,)).fetchall()
    print(len(notes(0)), notes(6), notes(99))
    """
    printed, found = rows(source, hook)
    assert printed == "8 [(6, 'g'), (7, 'h')] []\n"
    assert found == [(8, ALL), (2, [[6, "g"], [7, "h"]]), (0, [])]


def test_one_after_the_other(hook: str) -> None:
    source = """
    cursor = db.cursor()
    cursor.execute("SELECT id FROM note WHERE id < 2")
    while (row := cursor.fetchone()) is not None:
        print(row)
    cursor.execute("SELECT id FROM note")
    cursor.fetchone()
    print(cursor.fetchmany(2))
    """
    printed, found = rows(source, hook)
    assert printed == "(0,)\n(1,)\n[(1,), (2,)]\n"
    assert found == [(2, [[0], [1]]), (3, [[0], [1], [2]])]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with 3.12")
def test_loops_and_comprehensions(hook: str) -> None:
    source = """
    def by_call():
        for id, text in db.execute("SELECT id, text FROM note"):
            pair = (id, text * 2)
    def by_name():
        cursor = db.execute("SELECT text FROM note WHERE id < 3")
        for other in [1, 2]:
            pass
        return [text for (text,) in cursor]
    def until():
        for (id,) in db.execute("SELECT id FROM note"):
            if id == 2:
                break
    by_call(); by_call()
    print(by_name())
    until()
    for row in db.execute("SELECT id FROM note WHERE id > 99"): pass
    """
    printed, found = rows(source, hook)
    assert printed == "['a', 'b', 'c']\n"
    assert found == [(8, ALL), (8, ALL), (3, [["a"], ["b"], ["c"]]), (3, [[0], [1], [2]]), (0, [])]


def test_row_factories(hook: str) -> None:
    source = """
    db.row_factory = sqlite3.Row
    print([row["text"] for row in db.execute("SELECT text FROM note WHERE id = 1").fetchall()])
    db.row_factory = lambda cursor, row: {"text": row[0]}
    print(db.execute("SELECT text FROM note WHERE id = 2").fetchall())
    """
    printed, found = rows(source, hook)
    assert printed == "['b']\n[{'text': 'c'}]\n"
    assert found == [(1, [["b"]]), (1, [{"text": "c"}])]


def test_secrets_in_rows_are_redacted(hook: str) -> None:
    source = "print(db.execute(\"SELECT id, 'hunter2' AS password FROM note WHERE id = 1\").fetchall())"
    assert rows(source, hook) == ("[(1, 'hunter2')]\n", [(1, [[1, "redacted"]])])


def test_a_collection_in_between_leaves_the_rows_unknown(hook: str) -> None:
    source = """
    import gc
    def factory(cursor, row):
        gc.collect()
        return row
    db.row_factory = factory
    print(db.execute("SELECT id FROM note WHERE id < 2").fetchall())
    """
    printed, found = rows(source, hook)
    assert (printed, found) == ("[(0,), (1,)]\n", [(None, [])])


def test_nothing_is_kept_alive(hook: str) -> None:
    source = """
    import weakref
    cursor = db.execute("SELECT id FROM note")
    cursor.fetchone()
    gone = weakref.ref(cursor)
    del cursor
    print(gone())
    """
    assert rows(source, hook) == ("None\n", [(1, [[0]])])
    gc.collect()


def test_rows_stand_in_the_event_although_it_would_have_been_handed_over_before(hook: str) -> None:
    source = """
    def nothing(): pass
    cursor = db.execute("SELECT id FROM note WHERE id < 2")
    for _ in range(50): nothing()
    print(cursor.fetchall())
    """
    recorded = Recorded(DATABASE + textwrap.dedent(source), hook, interval=0)
    texts = [chunk.events for chunk in recorded.chunks]
    assert len(texts) > 10
    (event,) = [event for event in recorded.data["events"] if event["data"]["columns"]]
    assert event["data"]["rows"] == 2
