"""Events: what plugins see of libraries, and that the program sees nothing of plugins."""

from __future__ import annotations

import json
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calltrace import Function, Plugin, register
from calltrace.plugins import registry, unregister, watch

from .trees import Recorded

DOCS = Path(__file__).parents[2] / "docs" / "plugins.md"


def events(recorded: Recorded, kind: str) -> list[dict[str, Any]]:
    assert recorded.error is None
    return [event["data"] for event in recorded.data["events"] if event["kind"] == kind]


def statements(recorded: Recorded) -> list[tuple[Any, ...]]:
    return [(data["sql"], data["parameters"], data["rows"]) for data in events(recorded, "sql")]


# --- SQL


@pytest.mark.parametrize("read_stack", [False, True])
def test_statements_with_their_parameters_and_rows(hook: str, read_stack: bool) -> None:
    recorded = Recorded(
        """
        import sqlite3
        db = sqlite3.connect(":memory:")
        db.execute("CREATE TABLE note (id, text)")
        text = "bees"
        db.execute("INSERT INTO note VALUES (?, ?)", (1, text.upper()))
        db.executemany("INSERT INTO note VALUES (?, ?)", [(i, str(i)) for i in range(2, 4)])
        db.commit()
        cursor = db.cursor()
        print(cursor.execute("SELECT id, text FROM note WHERE id > :low", {"low": 2}).fetchall())
        cursor.executescript(f"DELETE FROM note WHERE id = {1}; SELECT 1")
        """,
        hook,
        read_stack=read_stack,
    )
    assert statements(recorded) == [
        ("CREATE TABLE note (id, text)", [], None),
        # What a call gives does not stand in the text.
        ("INSERT INTO note VALUES (?, ?)", [1, "BEES" if read_stack else "…"], 1),
        ("INSERT INTO note VALUES (?, ?)", [[2, "2"], [3, "3"]] if read_stack else None, 2),
        ("COMMIT", [], None),
        ("SELECT id, text FROM note WHERE id > :low", {"low": 2}, 1),
        ("DELETE FROM note WHERE id = 1; SELECT 1", [], None),
    ]
    assert recorded.printed == "[(3, '3')]\n"
    assert events(recorded, "sql")[4]["columns"] == ["id", "text"]


def test_an_event_stands_in_the_call_and_the_time_in_which_it_happened(hook: str) -> None:
    recorded = Recorded(
        """
        import sqlite3
        def work(db):
            db.execute("SELECT 1")
        work(sqlite3.connect(":memory:"))
        """,
        hook,
    )
    (event,) = recorded.data["events"]
    assert recorded.names()[event["call"]] == "work"
    begun, took = recorded.column("start_us")[1], recorded.column("duration_us")[1]
    assert begun < event["start_us"] < event["start_us"] + event["duration_us"] < begun + took


def test_a_statement_that_fails_is_an_event_too_and_the_program_sees_the_same_error(hook: str) -> None:
    recorded = Recorded(
        """
        import sqlite3
        try:
            sqlite3.connect(":memory:").execute("SELECT nonsense")
        except sqlite3.OperationalError as error:
            print(error)
        """,
        hook,
    )
    assert statements(recorded) == [("SELECT nonsense", [], None)]
    assert recorded.printed == "no such column: nonsense\n"


@pytest.mark.parametrize("read_stack", [False, True])
def test_arguments_that_cannot_be_read_are_not_guessed(hook: str, read_stack: bool) -> None:
    recorded = Recorded(
        """
        import sqlite3
        db = sqlite3.connect(":memory:")
        given = ("SELECT ?", (1,))
        db.execute(*given)
        db.execute(*reversed(((1,), "SELECT ?")))
        print(db.execute("SELECT ?", (db.execute("SELECT 2").fetchone()[0],)).fetchone())
        """,
        hook,
        read_stack=read_stack,
    )
    assert recorded.printed == "(2,)\n"
    known = {("SELECT ?", (1,)), (None, ()), ("SELECT 2", ()), ("SELECT ?", (2,)), ("SELECT ?", ("…",))}
    found = [(data["sql"], tuple(data["parameters"])) for data in events(recorded, "sql")]
    assert len(found) == 4 and found[:2] == [("SELECT ?", (1,)), (None, ())] and set(found) <= known


TEXT = """
import sqlite3
class Store:
    table = "note"
    def __init__(self):
        self.db, self.limit = sqlite3.connect(":memory:"), 2
    def title(self): print("never twice")
    name = property(title)
    def __repr__(self): print("never")
store = Store()
db = store.db
db.execute("CREATE TABLE note (id, text)")
def add(text, *more, **named):
    db.execute(f"INSERT INTO {store.table} VALUES (?, {1 + 1!r})", (text,))
    store.db.execute("INSERT INTO note " + "VALUES (?, ?)", [more[0], named["b"]])
    db.execute(
        "SELECT :a, :b",
        {"a": store.limit, "b": -1},
    )
    (execute := db.execute)("SELECT 5")
    db.execute("SELECT ?", (store.name,))
add("bees", 7, b="wasps")
"""


def test_arguments_as_the_text_says_them_when_no_memory_is_read(hook: str) -> None:
    recorded = Recorded(TEXT, hook, read_stack=False)
    assert recorded.printed == "never twice\n"
    assert [(sql, given) for sql, given, _ in statements(recorded)][1:] == [
        ("INSERT INTO note VALUES (?, 2)", ["bees"]),
        ("INSERT INTO note VALUES (?, ?)", [7, "wasps"]),
        ("SELECT :a, :b", {"a": 2, "b": "…"}),
        ("SELECT 5", []),
        ("SELECT ?", ["…"]),
    ]


def test_more_events_than_are_kept(hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "MAX_EVENTS", 3)
    recorded = Recorded("import json\nfor n in range(5): json.dumps(n)\n", hook)
    assert len(recorded.data["events"]) == 3
    assert recorded.recorder.remarks() == ["2 events left out: only the first 3 are kept"]


def test_secrets_in_sql_are_redacted(hook: str) -> None:
    recorded = Recorded(
        """
        import sqlite3
        db = sqlite3.connect(":memory:")
        db.execute("CREATE TABLE user (name, password)")
        db.execute("INSERT INTO user (name, password) VALUES (?, ?)", ("ada", "hunter2"))
        db.execute("SELECT * FROM user WHERE name = ? AND password = ?", ("ada", "hunter2"))
        db.execute("SELECT * FROM user WHERE password = 'hunter2'")
        db.execute("SELECT :name, :api_key", {"name": "ada", "api_key": "hunter2"})
        """,
        hook,
    )
    assert len(recorded.data["events"]) == 5
    assert "hunter2" not in json.dumps(recorded.data["events"])
    assert "ada" in json.dumps(recorded.data["events"])


def test_the_program_sees_sqlite3_as_it_is(hook: str) -> None:
    recorded = Recorded(
        """
        import sqlite3
        db = sqlite3.connect(":memory:")
        seen = []
        db.set_trace_callback(seen.append)
        class Text:
            def __conform__(self, protocol):
                seen.append("conform")
                return "x"
            def __repr__(self):
                seen.append("repr")
        rows = iter([(1,), (2,)])
        db.execute("CREATE TABLE t (a)")
        db.executemany("INSERT INTO t VALUES (?)", rows)
        db.execute("SELECT ?", (Text(),)).fetchone()
        print(type(db) is sqlite3.Connection, seen)
        """,
        hook,
    )
    printed = recorded.printed
    assert printed.startswith("True ['CREATE TABLE t (a)', 'BEGIN ', 'INSERT")
    assert printed.count("INSERT") == 2 and printed.count("conform") == 1 and "repr" not in printed


# --- the standard library


def test_logging(hook: str) -> None:
    recorded = Recorded(
        """
        import logging
        log = logging.Logger("shop", logging.INFO)
        log.addHandler(logging.NullHandler())
        class Buyer:
            def __str__(self):
                print("never")
        log.warning("sold %s for %d to %s", "bees", 3, Buyer())
        log.debug("not asked for")
        """,
        hook,
    )
    (data,) = events(recorded, "log")
    assert (data["level"], data["logger"]) == ("WARNING", "shop")
    assert data["message"].startswith("sold bees for 3 to Buyer(")
    assert recorded.printed == ""


def test_json_and_files_of_the_program_alone(hook: str, tmp_path: Path) -> None:
    path = str(tmp_path / "a.json")
    recorded = Recorded(
        f"""
        import json, tokenize
        with open({path!r}, "w", encoding="utf-8") as file:
            file.write(json.dumps([1, 2]))
        with open(file={path!r}) as file:
            print(json.load(file))
        tokenize.open({path!r}).close()
        """,
        hook,
    )
    assert events(recorded, "file") == [{"path": path, "mode": "w"}, {"path": path, "mode": "r"}]
    assert events(recorded, "json") == [{"operation": "dumps", "size": 6}, {"operation": "load"}]
    assert recorded.printed == "[1, 2]\n"


def test_tests_and_their_outcomes(hook: str) -> None:
    recorded = Recorded(
        """
        import io, unittest
        class Sums(unittest.TestCase):
            def test_good(self): pass
            def test_bad(self): self.fail()
            def test_broken(self): 1 / 0
            @unittest.skip("not now")
            def test_later(self): pass
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(Sums)
        unittest.TextTestRunner(stream=io.StringIO()).run(suite)
        """,
        hook,
    )
    assert {data["name"]: data["outcome"] for data in events(recorded, "test")} == {
        "Sums.test_bad": "failed",
        "Sums.test_broken": "error",
        "Sums.test_good": "passed",
        "Sums.test_later": "skipped",
    }


# --- plugins of one's own


def test_the_plugin_in_the_documentation(hook: str) -> None:
    text = DOCS.read_text(encoding="utf-8")
    program, event = re.findall(r"```(?:python|json)\n(.*?)```", text, re.DOTALL)
    before = list(registry.registered)
    try:
        recorded = Recorded(program, hook)
    finally:
        registry.registered[:] = before
    wanted = json.loads(event)
    assert events(recorded, wanted["kind"]) == [wanted["data"]]


STEPPING = Plugin(
    "steps", "step",
    (
        Function("stepping", "slow", began={"n": "n"}, ended={"gave": "result"}),
        Function("stepping", "Thing.work",
                 began={"size": "self.size", "kept": "self.tokens", "bad": lambda seen: 1 / 0}),
    ),
)  # fmt: skip

STEPS = """
async def slow(n):
    await Pause()
    return n * 2
class Pause:
    def __await__(self):
        yield
class Thing:
    __slots__ = ("size", "tokens")
    def __init__(self, size):
        self.size, self.tokens = size, {"api_token": "hunter2", "n": 1}
    def work(self):
        raise KeyError(self.size)
"""


@pytest.fixture
def stepping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A library with functions that a plugin is for."""
    module = types.ModuleType("stepping")
    exec(compile(STEPS, "/site-packages/stepping.py", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, "stepping", module)
    register(STEPPING)
    yield
    unregister(STEPPING)


@pytest.mark.usefixtures("stepping")
def test_coroutines_end_when_they_return(hook: str) -> None:
    recorded = Recorded(
        """
    import stepping
    def drive(*coroutines):
        for coroutine in coroutines: coroutine.send(None)
        for coroutine in coroutines:
            try: coroutine.send(None)
            except StopIteration as stopped: print(stopped.value)
    drive(stepping.slow(1), stepping.slow(2))
    stepping.slow(3).send(None)
    left = stepping.slow(4)
    left.send(None)
    """,
        hook,
    )
    assert recorded.printed == "2\n4\n"
    found = [(event["data"]["n"], event["data"].get("gave")) for event in recorded.data["events"]]
    assert found[:2] == [(1, 2), (2, 4)]
    assert sorted(n for n, gave in found[2:] if gave is None) == [3, 4]
    assert recorded.data["events"][-1]["duration_us"] is None


@pytest.mark.usefixtures("stepping")
def test_what_a_plugin_raises_does_not_get_out(hook: str) -> None:
    recorded = Recorded(
        """
    import stepping
    try:
        stepping.Thing(5).work()
    except KeyError as error:
        print(error)
    """,
        hook,
    )
    assert recorded.printed == "5\n"
    (data,) = events(recorded, "step")
    assert data == {"size": 5, "kept": {"api_token": "redacted", "n": 1}, "bad": None}


def test_events_beyond_the_most_calls_stand_in_the_last_one_that_was_kept(hook: str) -> None:
    recorded = Recorded(
        """
        import json
        def deep(n):
            json.dumps(n)
            if n: deep(n - 1)
        deep(6)
        """,
        hook,
        max_calls=3,
    )
    assert len(recorded.column("function")) == 3
    assert len(recorded.data["events"]) == 7
    assert [event["call"] for event in recorded.data["events"]] == [1, 2, 2, 2, 2, 2, 2]
