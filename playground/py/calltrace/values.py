"""
The trace's "values": distinct snapshots, each once. Takes what `snapshot.freeze` gave and says it as the trace file
does; calls then point at values by number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .snapshot import MAX_TEXT, UNKNOWN, Frozen

# Beyond this many values the numbers of equal ones are no longer looked up, so that memory stays bounded.
MAX_KNOWN = 200_000


class Values(dict[tuple[type, Any], int]):
    """Number by (type, frozen value). `new` collects the descriptions that have not been handed over."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[dict[str, Any]] = []
        self.count = 0
        self._alone: dict[type, _Alone] = {}
        self._forget()

    def _forget(self) -> None:
        self.clear()
        for alone in self._alone.values():
            alone.clear()
        self[type(UNKNOWN), UNKNOWN] = -1

    def numbers(self, frozen: list[Frozen], mixed: bool = True) -> Sequence[int]:
        """
        The number of each value. Runs in C but for values not seen before. `mixed`: numbers of different types may
        be among them, which can be equal and yet different values; else the values alone will do.
        """
        if len(frozen) < 2:  # for one alone `itemgetter` gives no tuple
            return [self.number(value) for value in frozen]
        kinds = _NUMBERS & set(map(type, frozen)) if mixed else _NUMBERS
        if mixed and len(kinds) > 1:
            return [self[key] for key in zip(map(type, frozen), frozen, strict=True)]
        kind = next(iter(kinds), int) if mixed else int
        alone = self._alone.get(kind)
        if alone is None:
            alone = self._alone[kind] = _Alone(self)
        # In Pyodide a third of what `map` takes with `__getitem__`.
        found: tuple[int, ...] = itemgetter(*frozen)(alone)
        return found

    def number(self, frozen: Frozen) -> int:
        return self[(type(frozen), frozen)]

    def __missing__(self, key: tuple[type, Any]) -> int:
        number = self.count
        self.count += 1
        # Its place first: what is inside it gets the numbers behind it.
        described: dict[str, Any] = {}
        self.new.append(described)
        try:
            described.update(self._describe(key[1]))
        except Exception:  # no room, no memory
            described.update(type="?", text="…", truncated=True)
        if len(self) > MAX_KNOWN:
            self._forget()
        # A long text is not worth keeping just to find it again.
        if not (key[0] is str or key[0] is bytes) or len(key[1]) <= MAX_TEXT:
            self[key] = number
        return number

    def _describe(self, value: Frozen) -> dict[str, Any]:
        kind = type(value)
        if kind is not tuple:
            return scalar(value)
        shape = value[0]
        if shape == "sequence":
            _, name, opening, closing, length, items, _ = value
            numbers = list(self.numbers(list(items)))
            more = length > len(items)
            text = _join(opening, [self_text(item) for item in items], closing, more)
            return _with({"type": name, "text": text, "length": length, "items": numbers}, more)
        if shape == "mapping":
            _, name, opening, closing, length, flat, _ = value
            numbers = list(self.numbers(list(flat)))
            more = 2 * length > len(flat)
            pairs = [f"{self_text(k)}: {self_text(v)}" for k, v in zip(flat[::2], flat[1::2], strict=True)]
            entries = [[k, v] for k, v in zip(numbers[::2], numbers[1::2], strict=True)]
            text = _join(opening, pairs, closing, more)
            return _with({"type": name, "text": text, "length": length, "entries": entries}, more)
        if shape == "object":
            _, name, short, names, values, _, more = value
            numbers = list(self.numbers(list(values)))
            pairs = [f"{key}={self_text(item)}" for key, item in zip(names, values, strict=True)]
            text = _join(f"{short}(", pairs, ")", more)
            return _with({"type": name, "text": text, "fields": dict(zip(names, numbers, strict=True))}, more)
        if shape == "table":
            _, name, text, length, table = value
            described = {"type": name, "text": text, "length": length}
            if table is not None:
                described["table"] = json.loads(table)
            return described
        if shape == "long":
            _, name, start, length = value
            return {
                "type": name,
                "text": _cut(repr(start), length > len(start)),
                "length": length,
                "truncated": True,
            }
        _, name, text, length, more = value
        described = {"type": name, "text": _cut(text)}
        if length is not None:
            described["length"] = length
        return _with(described, more)


_NUMBERS = frozenset({bool, int, float, complex})


class _Alone(dict[Any, int]):
    """Number by value, for values among which there is one type of number."""

    def __init__(self, values: Values) -> None:
        super().__init__()
        self._values = values

    def __missing__(self, frozen: Frozen) -> int:
        number = self._values[type(frozen), frozen]
        if (type(frozen), frozen) in self._values:  # not if it is too long to be kept
            self[frozen] = number
        return number


def scalar(value: Any) -> dict[str, Any]:
    """The description of a number, a text or None."""
    name = type(value).__name__
    if value is None:
        return {"type": "None", "text": "None"}
    if name == "int" and value.bit_length() > 700:
        return {"type": "int", "text": _huge(value), "truncated": True}
    if name in ("str", "bytes"):
        described: dict[str, Any] = {"type": name, "text": repr(value[:MAX_TEXT]), "length": len(value)}
        if len(value) > MAX_TEXT:
            described["text"] += "…"
            described["truncated"] = True
        return described
    return {"type": name, "text": repr(value)}


def self_text(value: Frozen, depth: int = 0) -> str:
    """One line for a value inside another one."""
    if type(value) is not tuple:
        return str(scalar(value)["text"])
    shape = value[0]
    if depth > 6:
        return "…"
    if shape == "sequence":
        items = [self_text(item, depth + 1) for item in value[5][:12]]
        return _join(value[2], items, value[3], value[4] > len(items))
    if shape == "mapping":
        flat = value[5][:24]
        pairs = [
            f"{self_text(k, depth + 1)}: {self_text(v, depth + 1)}"
            for k, v in zip(flat[::2], flat[1::2], strict=True)
        ]
        return _join(value[2], pairs, value[3], value[4] > len(pairs))
    if shape == "object":
        pairs = [f"{k}={self_text(v, depth + 1)}" for k, v in zip(value[3], value[4], strict=True)]
        return _join(f"{value[2]}(", pairs, ")", bool(value[6]))
    if shape == "long":
        return _cut(repr(value[2]), value[3] > len(value[2]))
    return _cut(str(value[2]))


def _join(opening: str, parts: list[str], closing: str, more: bool) -> str:
    text = opening
    for index, part in enumerate(parts):
        if len(text) + len(part) > MAX_TEXT:
            return f"{text}{', ' if index else ''}…{closing}"
        text += f", {part}" if index else part
    if more:
        text += ", …" if parts else "…"
    return text + closing


def _cut(text: str, more: bool = False) -> str:
    if len(text) > MAX_TEXT:
        return text[:MAX_TEXT] + "…"
    return text + "…" if more else text


def _with(described: dict[str, Any], more: bool) -> dict[str, Any]:
    if more:
        described["truncated"] = True
    return described


def _huge(value: int) -> str:
    """An integer too long to write out: Python itself refuses above 4300 digits, and needs time for it."""
    bits = value.bit_length()
    shift = bits - 60
    power = math.log10(abs(value) >> shift) + shift * math.log10(2)
    sign = "-" if value < 0 else ""
    return f"{sign}{10 ** (power % 1):.6f}e+{int(power)} ({bits} bits)"
