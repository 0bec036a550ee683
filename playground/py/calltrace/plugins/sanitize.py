"""
What goes into an event's data: JSON, bounded, without secrets and without running the program's code.
"""

from __future__ import annotations

from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import is_one_of
from ..redaction import remember, within, without_secrets
from ..secrecy import hides, secrecy, secrecy_of_key
from ..shapes import Frozen
from ..snapshot import freeze
from ..texts import cleaned_text
from ..values import self_text
from .sql_text import parameter_names, row_names, without_secret_literals

MAX_TEXT = 4000
MAX_ITEMS = 50
MAX_DEPTH = 4
# Larger integers are not exact in JavaScript.
MAX_EXACT_INTEGER = 2**53


class Unresolved:
    """Stands for a part of an argument whose value only running the program could say."""


UNRESOLVED = Unresolved()


def data(value: Any, depth: int = 0) -> Any:
    """A copy of `value` of JSON's types; a value of another type becomes the text of its snapshot."""
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -MAX_EXACT_INTEGER <= value <= MAX_EXACT_INTEGER else self_text(freeze(value))
    if kind is float:
        return value if value - value == 0 else repr(value)
    if kind is str:
        return text(value)
    if kind is Unresolved:
        return "…"
    if depth < MAX_DEPTH and (kind is list or kind is tuple):
        return [data(item, depth + 1) for item in value[:MAX_ITEMS]]
    if depth < MAX_DEPTH and kind is dict:
        kept = {}
        for key, item in list(value.items())[:MAX_ITEMS]:
            kept[_key(key)] = named(key, item, depth + 1)
        return kept
    return _said(freeze(value))


def _key(key: Any) -> str:
    return text(key) if type(key) is str else _said(freeze(key))


def text(value: str) -> str:
    """A text of an event, without secrets that it says or that are known, and no longer than an event may have it."""
    # A lone surrogate cannot be encoded in UTF-8.
    value = value[: MAX_TEXT + 1].encode("utf-8", "backslashreplace").decode("utf-8")
    value = cleaned_text(value)
    return value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…"


def named(name: Any, value: Any, depth: int = 0) -> Any:
    """A copy of a value that has this name, without what is secret because of it."""
    tier = secrecy_of_key(name)
    return _under(tier, value, depth) if tier else data(value, depth)


def _under(tier: int, value: Any, depth: int) -> Any:
    kind = type(value)
    if hides(tier, value):
        remember(tier, value)
        return "redacted"
    if depth < MAX_DEPTH and (kind is list or kind is tuple):
        return [_under(tier, item, depth + 1) for item in value[:MAX_ITEMS]]
    return data(value, depth) if is_one_of(kind, _PLAIN) else _said(within(tier, freeze(value)))


_PLAIN = (str, int, float, bool, type(None), Unresolved)


def _said(frozen: Frozen) -> str:
    return self_text(without_secrets(frozen))


def url(value: Any) -> str | None:
    """A URL without the password before the host, and without secrets in the query."""
    return text(value) if type(value) is str else None


def statement(value: Any) -> str | None:
    """A statement of SQL, without the values that go into columns of a secret name or are compared with them."""
    return text(without_secret_literals(value)) if type(value) is str else None


def parameters(sql: Any, given: Any) -> Any:
    """The parameters of a statement; those of columns with a secret name are redacted."""
    names = parameter_names(sql) if type(sql) is str else []
    if type(given) is dict:
        columns = {name: column for name, column in names if name}
        judged = {key: key if type(key) is not str else columns.get(key) or key for key in given}
        return {_key(key): named(judged[key], item, 1) for key, item in list(given.items())[:MAX_ITEMS]}
    if not is_one_of(type(given), (list, tuple)):
        return data(given)
    placed: dict[int, str] = {}
    for index, (name, column) in enumerate(names):
        # `$2` and `?2` say which one they are, and may stand there twice.
        place = int(name) - 1 if name.isdigit() else index
        placed[place] = max(column, placed.get(place, ""), key=secrecy)
    return [named(placed.get(index, ""), item, 1) for index, item in enumerate(given[:MAX_ITEMS])]


def names_of_columns(sql: Any, described: list[str]) -> list[str]:
    """By which names the columns of a statement's result are judged."""
    return row_names(sql, described) if type(sql) is str else described


def row(columns: list[str], given: Any) -> Any:
    """A row that a statement gave; values in columns with a secret name are redacted."""
    if type(given) is dict:
        return data(given, 1)
    return [named(name, cell, 1) for name, cell in zip(columns, given, strict=False)]
