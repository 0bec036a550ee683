"""SQL as events where a library asks for it: SQLAlchemy, drivers in Python, a library that asks sqlite3 by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calltrace.plugins import sanitize
from tests.recorder.trees import Recorded


def statements(recorded: Recorded) -> list[tuple[str, dict[str, Any]]]:
    """The call in which each statement was run, and what is kept of it."""
    assert recorded.error is None, recorded.error
    events = [event for event in recorded.data["events"] if event["kind"] == "sql"]
    assert all(event["duration_us"] is not None for event in events)
    names = recorded.names()
    return [(names[event["call"]], event["data"]) for event in events]


SQLALCHEMY = """
from sqlalchemy import String, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    password: Mapped[str] = mapped_column(String(30))

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)

def find(session, number):
    return session.get(User, number).name

with Session(engine) as session:
    session.add_all([User(name=name, password="hunter2") for name in ("ada", "bee")])
    session.commit()
    print(find(session, 1), find(session, 2))
    print(session.execute(text("SELECT count(*) FROM person WHERE name > :low"), {"low": "a"}).scalar())
with engine.connect() as connection:
    for row in connection.execute(text("SELECT id, name FROM person")): print(row)
    connection.execute(text("INSERT INTO person VALUES (:i, 'x', 'y')"), [{"i": 8}, {"i": 9}])
    connection.rollback()
"""


def test_statements_of_sqlalchemy(hook: str) -> None:
    recorded = Recorded(SQLALCHEMY, hook)
    seen = statements(recorded)
    assert recorded.printed == "ada bee\n2\n(1, 'ada')\n(2, 'bee')\n"
    # The look for the table comes first; what the pool undoes as a connection comes back is no statement.
    begins = " ".join(data["sql"].split()[0] for _, data in seen)
    assert begins == (
        "PRAGMA PRAGMA CREATE COMMIT INSERT INSERT COMMIT SELECT SELECT SELECT ROLLBACK SELECT INSERT ROLLBACK"
    )
    inserted, found, (_, counted), (_, looped) = seen[4][1], seen[7:9], seen[9], seen[11]
    assert inserted["parameters"] == ["ada", "redacted"]
    assert [(call, data["parameters"], data["rows"], data["first_rows"]) for call, data in found] == [
        ("find", [1], 1, [[1, "ada", "redacted"]]),
        ("find", [2], 1, [[2, "bee", "redacted"]]),
    ]
    assert (counted["parameters"], counted["first_rows"]) == (["a"], [[2]])
    assert (looped["columns"], looped["rows"], looped["first_rows"]) == (
        ["id", "name"], 2, [[1, "ada"], [2, "bee"]],
    )  # fmt: skip
    assert (seen[12][1]["parameters"], seen[12][1]["rows"]) == ([[8], [9]], 2)


LIBRARY = """
import sqlite3

class Store:
    def __init__(self):
        self.db = sqlite3.connect(":memory:")

    def run(self, *given):
        cursor = self.db.cursor()
        cursor.execute(*given)
        return cursor.fetchall()
"""
USES_LIBRARY = """
import sys
sys.path.append("site-packages")
import store_of_ours

def ask(store):
    return store.run("SELECT ? + 1", (4,))

store = store_of_ours.Store()
print(ask(store), store.run("SELECT 7"))
"""


def test_a_library_that_asks_sqlite3_by_itself(hook: str, folder: Path) -> None:
    (folder / "site-packages").mkdir()
    (folder / "site-packages" / "store_of_ours.py").write_text(LIBRARY)

    def read_source(filename: str, names: dict[str, Any]) -> str:
        return LIBRARY if filename.endswith("store_of_ours.py") else USES_LIBRARY

    recorded = Recorded(USES_LIBRARY, hook, read_source=read_source)
    assert recorded.printed == "[(5,)] [(7,)]\n"
    seen = statements(recorded)
    assert [(call, data["sql"], data["parameters"], data["first_rows"]) for call, data in seen] == [
        ("ask", "SELECT ? + 1", [4], [[5]]),
        ("<module>", "SELECT 7", [], [[7]]),
    ]


AIOSQLITE = """
import asyncio
import aiosqlite

async def work():
    async with aiosqlite.connect(":memory:") as db:
        await db.execute("CREATE TABLE note (id, password)")
        await db.executemany("INSERT INTO note (id, password) VALUES (?, ?)", [(1, "x"), (2, "y")])
        await db.commit()
        async with db.execute("SELECT id, password FROM note WHERE id > ?", (0,)) as cursor:
            print([row[0] async for row in cursor])

asyncio.run(work())
"""


def test_statements_of_aiosqlite(hook: str) -> None:
    recorded = Recorded(AIOSQLITE, hook)
    assert recorded.printed == "[1, 2]\n"
    seen = statements(recorded)
    assert {call for call, _ in seen} == {"work"}
    assert [(data["sql"].split()[0], data["parameters"], data["rows"]) for _, data in seen] == [
        ("CREATE", [], None),
        ("INSERT", [[1, "redacted"], [2, "redacted"]], 2),
        ("COMMIT", [], None),
        ("SELECT", [0], 2),
    ]
    assert seen[3][1]["first_rows"] == [[1, "redacted"], [2, "redacted"]]


SQLALCHEMY_ASYNC = """
import asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

async def work():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        print((await connection.execute(text("SELECT 1 + :n"), {"n": 2})).scalar())
    await engine.dispose()

asyncio.run(work())
"""


def test_statements_that_sqlalchemy_runs_in_greenlets(hook: str) -> None:
    recorded = Recorded(SQLALCHEMY_ASYNC, hook)
    assert recorded.printed == "3\n"
    assert [(call, data["sql"], data["parameters"]) for call, data in statements(recorded)] == [
        ("work", "SELECT 1 + ?", [2]),
        ("work", "COMMIT", []),
    ]


# PyMySQL's own cursor, and in place of a server its connection, which gives what a server has answered.
PYMYSQL = """
from pymysql.cursors import Cursor

class Answer:
    affected_rows, insert_id, rows, warning_count, has_next = 1, None, ((7, "x"),), 0, False
    description = (("id", 3), ("password", 253))

class Connection:
    def query(self, sql): self._result = Answer()
    def literal(self, value): return repr(value)
    def escape(self, value, mapping=None): return repr(value)

cursor = Cursor(Connection())
cursor.execute("SELECT id, password FROM note WHERE id = %s", (7,))
print(cursor.fetchall())
cursor.executemany("UPDATE note SET seen = 1 WHERE id = %s", [(1,), (2,)])
"""


def test_statements_of_pymysql(hook: str) -> None:
    recorded = Recorded(PYMYSQL, hook)
    assert recorded.printed == "((7, 'x'),)\n"
    (_, select), (_, update) = statements(recorded)
    assert select == {
        "sql": "SELECT id, password FROM note WHERE id = %s", "parameters": [7], "rows": 1,
        "columns": ["id", "password"], "first_rows": [[7, "redacted"]],
    }  # fmt: skip
    assert (update["parameters"], update["rows"]) == ([[1], [2]], 2)


@pytest.mark.parametrize("sign", ["$", "?"])
def test_a_parameter_that_has_a_number_is_judged_by_its_column(sign: str) -> None:
    sql = f"UPDATE person SET name = {sign}2, password = {sign}3 WHERE id = {sign}1"
    assert sanitize.parameters(sql, (7, "ada", "hunter2")) == [7, "ada", "redacted"]
