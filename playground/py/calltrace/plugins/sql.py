"""
SQL: sqlite3, which is written in C, and Django's cursor, which is not; databases.py has the others. Rows are never
fetched for the trace: the program's own cursor says how many rows a statement changed and which columns it gives.
"""

from __future__ import annotations

import gc
import sys
from typing import Any
from weakref import ReferenceType

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import class_dict, is_one_of
from . import sanitize
from .plugin import Function, Keep, Plugin, Seen, attribute
from .rows import CursorCall, Statement, fetched_many, fetched_one, made_since


def _given(seen: Seen) -> Any:
    """The parameters of a call of sqlite3's execute or executemany. An iterator is not read: that is the program's."""
    return seen.argument("parameters", 2, ())


def _sql(seen: Seen) -> str | None:
    return sanitize.statement(seen.argument("sql", 1))


def _parameters(seen: Seen) -> Any:
    return sanitize.parameters(seen.argument("sql", 1), _given(seen))


def _many_parameters(seen: Seen) -> Any:
    """The parameters of the first rows that are written; each row's are a list of its own."""
    sql, given = seen.argument("sql", 1), _given(seen)
    if not is_one_of(type(given), (list, tuple)):
        return sanitize.data(given)
    return [sanitize.parameters(sql, row) for row in given[: sanitize.MAX_ITEMS]]


def _own_cursor() -> type | None:
    """sqlite3's own cursor class, and no other one of that name."""
    module = sys.modules.get("_sqlite3")
    return module.__dict__.get("Cursor") if module is not None else None


def _given_cursor(seen: Seen) -> Any:
    """The cursor of a library's function in Python: what it is given, what its object has, or what it gives."""
    for found in (seen.arguments.get("cursor"), seen.path("self.cursor"), seen.result):
        if found is not None:
            return unwrapped(found)
    return None


def unwrapped(cursor: Any) -> Any:
    """The driver's cursor in one that another library has put around it, as often as that was done."""
    for _ in range(3):
        inside = attribute(cursor, "_cursor")
        if inside is None:
            break
        cursor = inside
    return cursor


def _cursor(seen: Seen) -> Any:
    """The cursor that ran the statement: the object itself, one that it wraps, or the newest one of a connection."""
    found = seen.positional[0] if seen.positional else _given_cursor(seen)
    cursor = _own_cursor()
    if cursor is None or found is None or issubclass(type(found), cursor):
        return found
    for inside in gc.get_referents(found):
        if type(inside) is list and inside and all(type(entry) is ReferenceType for entry in inside):
            newest = inside[-1]()
            if issubclass(type(newest), cursor):
                return newest
    return None


def _member(seen: Seen, name: str) -> Any:
    """A field of sqlite3's own cursor, even if a subclass has something else under that name; else a plain field."""
    own, cursor = _own_cursor(), _cursor(seen)
    if own is None or not issubclass(type(cursor), own):
        return attribute(cursor, name)
    return class_dict(own)[name].__get__(cursor)


def _rows(seen: Seen) -> int | None:
    """How many rows a statement changed. Rows that a statement gives are counted when the program asks for them."""
    if not seen.ended or _member(seen, "description"):
        return None
    count = _member(seen, "rowcount")
    return count if type(count) is int and count >= 0 else None


def _columns(seen: Seen) -> list[str]:
    described = _member(seen, "description") if seen.ended else None
    return [sanitize.text(column[0]) for column in described] if type(described) is tuple else []


def no_rows(seen: Seen) -> list[Any]:
    return []


def await_rows(seen: Seen, data: dict[str, Any]) -> None:
    """Has the rows that the program gets from the cursor from now on noted in the event."""
    cursor = _cursor(seen)
    if isinstance(seen, CursorCall) and data.get("columns") and cursor is not None:
        seen.statements.add(cursor, Statement(cursor, data, seen.place, seen.start_us))


def _fetched(seen: Seen) -> None:
    if not isinstance(seen, CursorCall):
        return
    made = None if seen.mark is None else made_since(seen.mark)
    own = seen.positional[0] if seen.positional else None
    statement = seen.statements.of(own)
    if statement is not None and seen.ended and made is not None:
        (fetched_one if seen.notes == "fetchone" else fetched_many)(statement, made)


def fetched_in_python(seen: Seen) -> None:
    """Like `_fetched`, of a library's function in Python: what that gives is known."""
    cursor = unwrapped(seen.arguments.get("self"))
    statement = seen.statements.of(cursor) if isinstance(seen, CursorCall) else None
    if statement is None or not seen.ended:
        return
    if type(seen.result) is list:
        fetched_many(statement, [seen.result])
    else:
        fetched_one(statement, [seen.result])


def _fetch(name: str) -> Function:
    def began(seen: Seen) -> bool:
        seen.notes = name
        return False

    return Function("sqlite3", f"Cursor.{name}", unless=began, adds=_fetched, from_libraries=True)


# Libraries whose own functions are events of SQL already: what they ask of the driver is not told a second time.
WITH_STATEMENTS = ("sqlalchemy", "django")

ENDED: dict[str, Keep] = {"rows": _rows, "columns": _columns, "first_rows": no_rows}
NOTHING: dict[str, Keep] = {"rows": lambda seen: None, "columns": no_rows, "first_rows": no_rows}


def _sqlite(name: str) -> tuple[Function, ...]:
    """Cursor.execute and the like, and the shortcut that a connection has for each."""
    keeps: dict[str, Keep] = {
        "execute": _parameters,
        "executemany": _many_parameters,
        "executescript": lambda seen: [],
    }
    began: dict[str, Keep] = {"sql": _sql, "parameters": keeps[name]}
    ended = NOTHING if name == "executescript" else ENDED
    return tuple(
        Function(
            "sqlite3", f"{owner}.{name}", began, ended,
            noted=await_rows, from_libraries=True, unless_from=WITH_STATEMENTS,
        )
        for owner in ("Cursor", "Connection")
    )  # fmt: skip


def words(sql: str) -> dict[str, Keep]:
    return {"sql": lambda seen: sql, "parameters": no_rows}


def _transaction(name: str) -> Function:
    return Function(
        "sqlite3", f"Connection.{name}", words(name.upper()), NOTHING,
        from_libraries=True, unless_from=WITH_STATEMENTS,
    )  # fmt: skip


SQLITE = Plugin(
    "sqlite3", "sql",
    (
        *_sqlite("execute"),
        *_sqlite("executemany"),
        *_sqlite("executescript"),
        *(_fetch(name) for name in ("fetchone", "fetchmany", "fetchall")),
        _transaction("commit"),
        _transaction("rollback"),
    ),
)  # fmt: skip


def _django_parameters(seen: Seen) -> Any:
    return sanitize.parameters(seen.arguments.get("sql"), seen.arguments.get("params") or ())


def _django_many(seen: Seen) -> Any:
    given: Any = seen.arguments.get("param_list")
    if not is_one_of(type(given), (list, tuple)):
        return []
    return [sanitize.parameters(seen.arguments.get("sql"), row) for row in given[: sanitize.MAX_ITEMS]]


def _django_sql(seen: Seen) -> str | None:
    return sanitize.statement(seen.arguments.get("sql"))


DJANGO_SQL = Plugin(
    "django.db", "sql",
    (
        Function("django.db.backends.utils", "CursorWrapper._execute",
                 {"sql": _django_sql, "parameters": _django_parameters}, ENDED, noted=await_rows),
        Function("django.db.backends.utils", "CursorWrapper._executemany",
                 {"sql": _django_sql, "parameters": _django_many}, ENDED),
    ),
)  # fmt: skip
