"""
The vocabulary of validate.py: each function checks one thing and says in one sentence what it found at which key. Knows
JSON, not traces.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

MISSING = object()


class TraceFileError(ValueError):
    """What is wrong with a file, at which key: one sentence that people read."""


def fail(sentence: str) -> NoReturn:
    raise TraceFileError(sentence)


def show(value: Any) -> str:
    """What was found, short and on one line, as JSON says it."""
    if value is MISSING:
        return "missing"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "null"  # what JSON makes of an infinity
        if value.is_integer() and abs(value) < 1e21:
            value = int(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def get(parent: dict[str, Any], key: str) -> Any:
    return parent.get(key, MISSING)


def key_of(at: str, i: int) -> str:
    return at if i < 0 else f"{at}[{i}]"


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether this is a whole number, as 1.0 is too: JSON knows one kind of number."""
    return is_number(value) and (isinstance(value, int) or value.is_integer())


def an_object(parent: dict[str, Any], key: str, at: str | None = None) -> dict[str, Any]:
    value = get(parent, key)
    if not isinstance(value, dict):
        fail(f"{at or key} is {show(value)}, not an object.")
    return value


def an_array(value: Any, at: str, i: int = -1) -> list[Any]:
    if not isinstance(value, list):
        fail(f"{key_of(at, i)} is {show(value)}, not a list.")
    return value


def a_list(parent: dict[str, Any], key: str) -> list[Any]:
    return an_array(get(parent, key), key)


def optional_list(parent: dict[str, Any], key: str) -> list[Any]:
    return an_array(parent[key], key) if key in parent else []


def a_pair(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list) or len(value) != 2:
        fail(f"{at} is {show(value)}, not a pair.")
    return value


def a_text(value: Any, at: str) -> None:
    if not isinstance(value, str):
        fail(f"{at} is {show(value)}, not a text.")


def optional_text(value: Any, at: str) -> None:
    if value is not None:
        a_text(value, at)


def all_texts(values: dict[str, Any], at: str) -> None:
    for key, value in values.items():
        a_text(value, f"{at}.{key}")


def list_of_texts(value: Any, at: str) -> list[str]:
    for i, entry in enumerate(an_array(value, at)):
        a_text(entry, f"{at}[{i}]")
    return list(value)


def a_truth(value: Any, at: str) -> None:
    if not isinstance(value, bool):
        fail(f"{at} is {show(value)}, not true or false.")


def a_time(value: Any, at: str, i: int = -1) -> None:
    if not is_number(value) or not 0 <= value < math.inf:
        fail(f"{key_of(at, i)} is {show(value)}, not a time.")


def a_count(value: Any, at: str, i: int = -1) -> None:
    if not is_whole(value) or value < 0:
        fail(f"{key_of(at, i)} is {show(value)}, not a whole number.")


def an_index(value: Any, length: int, of: str, at: str, i: int = -1) -> None:
    if not is_whole(value):
        fail(f"{key_of(at, i)} is {show(value)}, not an index.")
    if not 0 <= value < length:
        fail(f"{key_of(at, i)} is {show(value)}, but {of} has {length} entries.")


def one_of(value: Any, allowed: Sequence[str], at: str, i: int = -1) -> None:
    if not isinstance(value, str) or value not in allowed:
        fail(f"{key_of(at, i)} is {show(value)}, not one of {', '.join(allowed)}.")
