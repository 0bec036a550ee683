"""
SQL that libraries in Python ask for: SQLAlchemy, whatever the driver below it, and drivers that are used without it.
sql.py has sqlite3 and Django.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import short_name
from . import sanitize
from .plugin import Function, Keep, Plugin, Seen, attribute
from .sql import ENDED, NOTHING, WITH_STATEMENTS, await_rows, fetched_in_python, no_rows, words


def _statement(argument: str) -> Callable[[Seen], str | None]:
    return lambda seen: sanitize.statement(_text(seen.path(argument)))


def _text(statement: Any, depth: int = 0) -> str | None:
    """A statement as text; psycopg's are put together of pieces, of which a value that stands in one is left out."""
    if type(statement) is str:
        return statement
    if type(statement) is bytes:
        return statement.decode("utf-8", "replace")
    pieces, kind = attribute(statement, "_obj"), short_name(type(statement))
    if kind == "Composed" and type(pieces) is list and depth < sanitize.MAX_DEPTH:
        return "".join(_text(piece, depth + 1) or "…" for piece in pieces)
    if kind == "Identifier" and type(pieces) is tuple:
        return ".".join(f'"{name}"' for name in pieces)
    return pieces if kind == "SQL" and type(pieces) is str else None


def _parameters(argument: str, statement: str) -> Callable[[Seen], Any]:
    def keep(seen: Seen) -> Any:
        given = seen.path(argument)
        if issubclass(type(given), dict):  # SQLAlchemy has one that cannot be changed
            given = dict.copy(given)
        return [] if given is None else sanitize.parameters(_text(seen.path(statement)), given)

    return keep


def _many(argument: str, statement: str) -> Callable[[Seen], Any]:
    """The parameters of the first rows that are written. An iterator is not read: that is the library's."""

    def keep(seen: Seen) -> Any:
        given, sql = seen.path(argument), _text(seen.path(statement))
        if type(given) is not list and type(given) is not tuple:
            return sanitize.data(given)
        return [sanitize.parameters(sql, row) for row in given[: sanitize.MAX_ITEMS]]

    return keep


def _asked(sql: str, parameters: str | None, *, many: bool = False) -> dict[str, Keep]:
    if parameters is None:
        return {"sql": _statement(sql), "parameters": no_rows}
    return {"sql": _statement(sql), "parameters": (_many if many else _parameters)(parameters, sql)}


# --- SQLAlchemy

_DIALECT = "sqlalchemy.engine.default"
# A pool undoes what a connection that comes back has left open. This is no statement of the program.
_POOL = ("sqlalchemy.pool",)

SQLALCHEMY = Plugin(
    "sqlalchemy", "sql",
    (
        Function(_DIALECT, "DefaultDialect.do_execute", _asked("statement", "parameters"), ENDED, noted=await_rows),
        Function(_DIALECT, "DefaultDialect.do_execute_no_params", _asked("statement", None), ENDED,
                 noted=await_rows),
        *(
            Function(module, f"{dialect}.do_executemany", _asked("statement", "parameters", many=True), ENDED)
            for module, dialect in (
                (_DIALECT, "DefaultDialect"),
                ("sqlalchemy.dialects.mysql.mysqldb", "MySQLDialect_mysqldb"),
                ("sqlalchemy.dialects.mssql.pyodbc", "MSDialect_pyodbc"),
                ("sqlalchemy.dialects.oracle.cx_oracle", "OracleDialect_cx_oracle"),
                ("sqlalchemy.dialects.postgresql.psycopg2", "PGDialect_psycopg2"),
            )
        ),
        Function(_DIALECT, "DefaultDialect.do_commit", words("COMMIT"), NOTHING),
        Function(_DIALECT, "DefaultDialect.do_rollback", words("ROLLBACK"), NOTHING, unless_from=_POOL),
    ),
)  # fmt: skip


# --- PyMySQL, which has fetched all rows of a statement when that has run


def _count(field: str) -> Callable[[Seen], int | None]:
    def keep(seen: Seen) -> int | None:
        count = seen.path(field) if seen.ended else None
        return count if type(count) is int and count >= 0 else None

    return keep


def _columns(seen: Seen) -> list[str]:
    described = seen.path("self.description") if seen.ended else None
    if type(described) is not tuple:
        return []
    return [sanitize.text(column[0]) for column in described if type(column[0]) is str]


def _first_rows(seen: Seen) -> list[Any]:
    rows = seen.path("self._rows") if seen.ended else None
    if type(rows) is not tuple and type(rows) is not list:
        return []
    columns = _columns(seen)
    return [sanitize.row(columns, row) for row in rows[:5] if type(row) is tuple or type(row) is dict]


_PYMYSQL_ENDED: dict[str, Keep] = {
    "rows": _count("self.rowcount"), "columns": _columns, "first_rows": _first_rows,
}  # fmt: skip
# Its executemany asks its own execute for each row.
_OVER_PYMYSQL = (*WITH_STATEMENTS, "pymysql")

PYMYSQL = Plugin(
    "pymysql", "sql",
    (
        Function("pymysql.cursors", "Cursor.execute", _asked("query", "args"), _PYMYSQL_ENDED,
                 unless_from=_OVER_PYMYSQL),
        Function("pymysql.cursors", "Cursor.executemany", _asked("query", "args", many=True), _PYMYSQL_ENDED,
                 unless_from=_OVER_PYMYSQL),
        *(
            Function("pymysql.connections", f"Connection.{end}", words(end.upper()), NOTHING,
                     unless_from=_OVER_PYMYSQL)
            for end in ("commit", "rollback")
        ),
    ),
)  # fmt: skip


# --- psycopg

_PSYCOPG_ENDED: dict[str, Keep] = {
    "rows": _count("self._rowcount"), "columns": no_rows, "first_rows": no_rows,
}  # fmt: skip

PSYCOPG = Plugin(
    "psycopg", "sql",
    (
        *(
            Function("psycopg", f"{cursor}.execute", _asked("query", "params"), _PSYCOPG_ENDED,
                     unless_from=WITH_STATEMENTS)
            for cursor in ("Cursor", "AsyncCursor", "ServerCursor", "AsyncServerCursor")
        ),
        *(
            Function("psycopg", f"{cursor}.executemany", _asked("query", "params_seq", many=True), _PSYCOPG_ENDED,
                     unless_from=WITH_STATEMENTS)
            for cursor in ("Cursor", "AsyncCursor")
        ),
        *(
            Function("psycopg", f"{connection}.{end}", words(end.upper()), NOTHING, unless_from=WITH_STATEMENTS)
            for connection in ("Connection", "AsyncConnection")
            for end in ("commit", "rollback")
        ),
    ),
)  # fmt: skip


def _psycopg2(name: str) -> Function:
    def sql(seen: Seen) -> str | None:
        return sanitize.statement(_text(seen.argument("query", 1)))

    def parameters(seen: Seen) -> Any:
        given, statement = (
            seen.argument("vars" if name == "execute" else "vars_list", 2, ()),
            seen.argument("query", 1),
        )
        if name == "execute":
            return sanitize.parameters(_text(statement), given)
        rows = given[: sanitize.MAX_ITEMS] if type(given) is list or type(given) is tuple else []
        return [sanitize.parameters(_text(statement), row) for row in rows]

    return Function(
        "psycopg2.extensions", f"cursor.{name}", {"sql": sql, "parameters": parameters}, NOTHING,
        from_libraries=True, unless_from=WITH_STATEMENTS,
    )  # fmt: skip


PSYCOPG2 = Plugin("psycopg2", "sql", (_psycopg2("execute"), _psycopg2("executemany")))


# --- asyncpg


def _asyncpg_rows(seen: Seen) -> int | None:
    """How many rows a query gave, or a statement changed: its result is "UPDATE 3" then."""
    if type(seen.result) is list:
        return len(seen.result)
    count = seen.result.rpartition(" ")[2] if type(seen.result) is str else ""
    return int(count) if count.isdigit() else None


_ASYNCPG_ENDED: dict[str, Keep] = {"rows": _asyncpg_rows, "columns": no_rows, "first_rows": no_rows}

ASYNCPG = Plugin(
    "asyncpg", "sql",
    (
        *(
            Function("asyncpg.connection", f"Connection.{name}", _asked("query", "args"), _ASYNCPG_ENDED,
                     unless_from=WITH_STATEMENTS)
            for name in ("execute", "fetch", "fetchrow", "fetchval")
        ),
        Function("asyncpg.connection", "Connection.executemany", _asked("command", "args", many=True),
                 _ASYNCPG_ENDED, unless_from=WITH_STATEMENTS),
        *(
            Function("asyncpg.prepared_stmt", f"PreparedStatement.{name}", _asked("self._query", "args"),
                     _ASYNCPG_ENDED, unless_from=WITH_STATEMENTS)
            for name in ("fetch", "fetchrow", "fetchval")
        ),
    ),
)  # fmt: skip


# --- aiosqlite, which asks sqlite3 in a thread of its own


def _aiosqlite(owner: str, name: str) -> Function:
    sql = "sql_script" if name == "executescript" else "sql"
    parameters = None if name == "executescript" else "parameters"
    return Function(
        "aiosqlite.core" if owner == "Connection" else "aiosqlite.cursor", f"{owner}.{name}",
        _asked(sql, parameters, many=name == "executemany"),
        NOTHING if name == "executescript" else ENDED,
        noted=await_rows, unless_from=WITH_STATEMENTS,
    )  # fmt: skip


AIOSQLITE = Plugin(
    "aiosqlite", "sql",
    (
        *(
            _aiosqlite(owner, name)
            for owner in ("Connection", "Cursor")
            for name in ("execute", "executemany", "executescript")
        ),
        Function("aiosqlite.core", "Connection.execute_insert", _asked("sql", "parameters"), NOTHING),
        Function("aiosqlite.core", "Connection.execute_fetchall", _asked("sql", "parameters"),
                 {**NOTHING, "rows": _asyncpg_rows}),
        *(
            Function("aiosqlite.core", f"Connection.{end}", words(end.upper()), NOTHING, unless_from=WITH_STATEMENTS)
            for end in ("commit", "rollback")
        ),
        *(
            Function("aiosqlite.cursor", f"Cursor.{name}", adds=fetched_in_python)
            for name in ("fetchone", "fetchmany", "fetchall")
        ),
    ),
)  # fmt: skip

DATABASES = (SQLALCHEMY, PYMYSQL, PSYCOPG, PSYCOPG2, ASYNCPG, AIOSQLITE)
