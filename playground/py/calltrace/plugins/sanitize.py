"""
What goes into an event's data: JSON, bounded, without secrets and without running the program's code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import is_secret, secrets
from ..snapshot import freeze
from ..values import self_text

MAX_TEXT = 4000
MAX_ITEMS = 50
MAX_DEPTH = 4
# Larger integers are not exact in JavaScript.
MAX_EXACT_INTEGER = 2**53


class Unresolved:
    """Stands for a part of an argument whose value only running the program could say."""


UNRESOLVED = Unresolved()

_IN_HOST = re.compile(r"^(\w+://)[^/@?#]*@")


@lru_cache(4)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where a secret stands in the query of a URL, and where SQL compares with one."""
    # If no name is secret, the pattern fits nothing.
    secret = r"[\w-]*(?:" + ("|".join(map(re.escape, names)) or "(?!)") + r")[\w-]*"
    compared = rf"(?i)(\b{secret}[\"`\]]?\s*(?:=|<>|!=|like)\s*)'(?:[^']|'')*'"
    return re.compile(rf"(?i)([?&;]{secret}=)[^&#;]*"), re.compile(compared)


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
            name = key if type(key) is str else self_text(freeze(key))
            kept[text(name)] = "redacted" if is_secret(name) else data(item, depth + 1)
        return kept
    return self_text(freeze(value))


def text(value: str) -> str:
    # A lone surrogate cannot be encoded in UTF-8.
    value = value[: MAX_TEXT + 1].encode("utf-8", "backslashreplace").decode("utf-8")
    return value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…"


def url(value: Any) -> str | None:
    """A URL without the name and password before the host, and without secrets in the query."""
    if type(value) is not str:
        return None
    return text(_patterns(secrets())[0].sub(r"\1redacted", _IN_HOST.sub(r"\1redacted@", value)))


def statement(value: Any) -> str | None:
    """A statement of SQL, without the values that it compares with columns of a secret name."""
    return text(_patterns(secrets())[1].sub(r"\1'redacted'", value)) if type(value) is str else None


_COMPARED = re.compile(r"""(?i)["`\[]?(\w+)["`\]]?\s*(?:=|<>|!=|<=|>=|<|>|like)\s*$""")
_INSERTED = re.compile(r"(?is)\binto\s+[^\s(]+\s*\(([^()]*)\)\s*values\s*\(")


def parameters(sql: Any, given: Any) -> Any:
    """The parameters of a statement; those of columns with a secret name are redacted."""
    if type(sql) is not str or type(given) not in (list, tuple):
        return data(given)
    pieces = re.split(r"\?\d*|%s", sql)
    inserted = _INSERTED.search(sql)
    columns = [name.strip(' \t\n"`[]') for name in inserted.group(1).split(",")] if inserted else []
    kept = data(given)
    for index in range(len(kept)):
        compared = _COMPARED.search(pieces[index]) if index < len(pieces) - 1 else None
        name = compared.group(1) if compared else columns[index] if index < len(columns) else ""
        if is_secret(name):
            kept[index] = "redacted"
    return kept


def row(columns: list[str], given: Any) -> Any:
    """A row that a statement gave; values in columns with a secret name are redacted."""
    kept = data(given, 1)
    if type(kept) is dict:
        return kept
    return ["redacted" if is_secret(name) else cell for name, cell in zip(columns, kept, strict=False)]
