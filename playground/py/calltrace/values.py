"""
The trace's "values": distinct snapshots, each once. Turns what `snapshot.freeze` gave into what the trace file says,
and makes JSON of it at once: in Pyodide, encoding a dictionary takes as long as all else here together. Calls then
refer to values by number.
"""

from __future__ import annotations

import math
from operator import itemgetter
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._own import quoted, to_json
from .aliases import aliases
from .frozen import MAX_TEXT, UNKNOWN
from .redaction import written_without_secrets
from .shapes import ContainerShape, Frozen, Kinds, ObjectHead, ObjectShape, Parts, PlainShape

_NOT_KEPT = to_json({"type": "?", "text": "…", "truncated": True})

# What a value's JSON takes before it counts as several where chunks are kept small.
CHARACTERS_OF_VALUE = 100
# After so many values all that are known are forgotten, so that memory stays bounded: equal ones then get new numbers.
MAX_KNOWN_VALUES = 200_000


class _Table(dict[Any, int]):
    """
    The number of each value, for values whose numbers are all of one type: True, 1 and 1.0 are equal, and would be
    taken for one value. A value that is no number is looked up in the table of integers, so that it has the same number
    in all tables.
    """

    def __init__(self, values: Values, kind: type) -> None:
        super().__init__()
        self._values, self._kind = values, kind
        self._others = self if kind is int else values.table(int)

    def __missing__(self, frozen: Any) -> int:
        kind = type(frozen)
        others = self._others
        number = self._values.add(frozen) if others is self or kind is self._kind else others[frozen]
        # A long text is not kept only to find it again.
        if not (kind is str or kind is bytes) or len(frozen) <= MAX_TEXT:
            self[frozen] = number
        return number


class Values:
    """Numbers values in the order in which they come. `new` has the JSON of those that have not been handed over."""

    def __init__(self) -> None:
        self.new: list[str] = []
        self.count = 0
        # How long their JSON is, all together.
        self.characters = 0
        # By the head of an object, three templates for the values of its fields: its text with values as they are, its
        # text with texts, its JSON with numbers of values.
        self._around: dict[ObjectHead, tuple[str, str, str]] = {}
        self._tables: dict[type, _Table] = {}
        # Texts that are not to be kept, as they stand in the JSON of a value.
        self._hidden: list[str] = []
        self._integers = self.table(int)

    @property
    def size(self) -> int:
        """How many values there are, long ones counted as several."""
        return max(self.count, self.characters // CHARACTERS_OF_VALUE)

    def table(self, kind: type) -> _Table:
        """The table for values among which all numbers are of this type."""
        found = self._tables.get(kind)
        if found is None:
            found = self._tables[kind] = _Table(self, kind)
            found[UNKNOWN] = -1
        return found

    def numbers(self, frozen: tuple[Frozen, ...], mixed: bool = True) -> tuple[int, ...]:
        """
        The number of each value. This runs in C but for values not seen before. `mixed`: there may be numbers of
        different types among them, which can be equal and yet different values.
        """
        if len(frozen) < 2:  # for one alone `itemgetter` gives no tuple
            return tuple([self.number(value) for value in frozen])
        kinds = _NUMBERS & set(map(type, frozen)) if mixed else ()
        if len(kinds) > 1:
            return tuple([self.number(value) for value in frozen])
        table = self.table(next(iter(kinds))) if kinds else self._integers
        # In Pyodide this takes a third of the time of `map` with `__getitem__`.
        found: tuple[int, ...] = itemgetter(*frozen)(table)
        return found

    def number(self, frozen: Frozen) -> int:
        kind = type(frozen)
        if kind is bool or kind is float or kind is complex:
            return self.table(kind)[frozen]
        return self._integers[frozen]

    def add(self, frozen: Frozen) -> int:
        """Gives a number to a value that has none yet; those inside it get theirs before."""
        try:
            described = written_without_secrets(frozen, self._describe)
            if self._hidden:
                described = self._without_hidden(described)
        except Exception:  # no room, no memory
            described = _NOT_KEPT
        number = self.count
        self.count += 1
        self.new.append(described)
        self.characters += len(described)
        if number % MAX_KNOWN_VALUES == MAX_KNOWN_VALUES - 1:
            for table in self._tables.values():
                table.clear()
                table[UNKNOWN] = -1
        return number

    def hide(self, text: str) -> None:
        if text:
            self._hidden += [quoted(repr(text))[1:-1], quoted(repr(text.encode("utf-8", "replace")))[1:-1]]

    def _without_hidden(self, described: str) -> str:
        for shown in self._hidden:
            if described.startswith(f'{{"type":"str","text":"{shown}"'):
                return to_json({"type": "redacted", "text": "redacted"})
            described = described.replace(shown, "redacted")
        return described

    def _describe(self, value: Frozen) -> str:
        if type(value) is int and -MAX_SHORT_INTEGER < value < MAX_SHORT_INTEGER:
            return f'{{"type":"int","text":"{value}"}}'
        if type(value) is not tuple:
            return to_json(scalar(value))
        shape: Any = value  # mypy cannot tell by what a head is which shape has it
        head = shape[0]
        if type(head) is not tuple:
            return self._describe_plain(shape)
        described = self._describe_object(shape) if head[0] == "object" else self._describe_container(shape)
        same = aliases(shape)
        return f'{described[:-1]},"same":{to_json(same)}}}' if same else described

    def _describe_plain(self, value: PlainShape) -> str:
        if value[0] == "table":
            _, name, text, size, table = value
            shown = "" if table is None else f',"table":{table}'
            return f'{{"type":{quoted(name)},"text":{quoted(text)},"length":{size}{shown}}}'
        if value[0] == "long":
            _, name, start, size = value
            text = _cut(repr(start), size > len(start))
            return f'{{"type":"{name}","text":{quoted(text)},"length":{size},"truncated":true}}'
        _, name, text, length, more = value
        about: dict[str, Any] = {"type": name, "text": _cut(text)}
        if length is not None:
            about["length"] = length
        if more:
            about["truncated"] = True
        return to_json(about)

    def _describe_object(self, value: ObjectShape) -> str:
        head, parts, kinds = value[0], value[1], value[2]
        if not kinds:
            return self._describe_flat(parts, head)
        numbers = self.numbers(parts)
        texts = _texts(parts, kinds)
        _, text, around = self._around.get(head) or self._surround(head)
        text %= tuple(texts)
        if len(text) > MAX_TEXT:
            text = _object_text(head, texts)
        return around % (quoted(text), *numbers)

    def _describe_container(self, value: ContainerShape) -> str:
        head, parts, kinds, length = value[0], value[1], value[2], value[3]
        if kinds or len(parts) > 8:
            numbers = self.numbers(parts, bool(kinds))
        else:
            integers = self._integers
            numbers = tuple([integers[part] for part in parts])
        texts = _texts(parts, kinds)
        shape, name, opening, closing = head
        if shape == "sequence":
            more = length > len(parts)
            text = _join(opening, texts, closing, more)
            inside = f'"items":[{",".join(map(str, numbers))}]'
        else:
            more = 2 * length > len(parts)
            pairs = [f"{key}: {text}" for key, text in zip(texts[::2], texts[1::2], strict=True)]
            text = _join(opening, pairs, closing, more)
            entries = [f"[{key},{item}]" for key, item in zip(numbers[::2], numbers[1::2], strict=True)]
            inside = f'"entries":[{",".join(entries)}]'
        cut = ',"truncated":true' if more else ""
        return f'{{"type":{quoted(name)},"text":{quoted(text)},"length":{length},{inside}{cut}}}'

    def _describe_flat(self, parts: Parts, head: ObjectHead) -> str:
        """The JSON of an object whose fields are integers, short texts and None."""
        written, _, around = self._around.get(head) or self._surround(head)
        try:
            shown = written % parts
        except ValueError:  # an integer too long to write out
            shown = ""
        if not 0 < len(shown) <= MAX_TEXT:
            shown = _object_text(head, [self_text(part) for part in parts])
        integers = self._integers
        return around % (quoted(shown), *[integers[part] for part in parts])

    def _surround(self, head: ObjectHead) -> tuple[str, str, str]:
        _, name, _, names, more = head
        text = _object_text(head, ["\0"] * len(names), most=10**9).replace("%", "%%").replace("\0", "%s")
        fields = ",".join([f"{quoted(key)}:\0" for key in names])
        cut = ',"truncated":true' if more else ""
        around = f'{{"type":{quoted(name)},"text":\0,"fields":{{{fields}}}{cut}}}'
        if len(self._around) > 1000:
            self._around.clear()
        around = around.replace("%", "%%").replace("\0", "%s")
        written = _object_text(head, ["\0"] * len(names), most=10**9).replace("%", "%%").replace("\0", "%r")
        found = self._around[head] = (written, text, around)
        return found


_NUMBERS = frozenset({bool, int, float, complex})


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
    """The text of a value inside another one, in one line."""
    if type(value) is int and -MAX_SHORT_INTEGER < value < MAX_SHORT_INTEGER:
        return str(value)
    if type(value) is str and len(value) <= MAX_TEXT:
        return repr(value)
    if type(value) is not tuple:
        return str(scalar(value)["text"])
    shape: Any = value
    head = shape[0]
    if depth > 6:
        return "…"
    if type(head) is not tuple:
        return _cut(repr(shape[2]), shape[3] > len(shape[2])) if head == "long" else _cut(str(shape[2]))
    if head[0] == "object":
        return _object_text(head, [self_text(item, depth + 1) for item in shape[1]])
    return _container_text(shape, depth)


def _container_text(value: ContainerShape, depth: int) -> str:
    (kind, _, opening, closing), parts, _, length = value[:4]
    if kind == "sequence":
        items = [self_text(item, depth + 1) for item in parts[:12]]
        return _join(opening, items, closing, length > len(items))
    flat = [self_text(item, depth + 1) for item in parts[:24]]
    pairs = [f"{key}: {item}" for key, item in zip(flat[::2], flat[1::2], strict=True)]
    return _join(opening, pairs, closing, length > len(pairs))


def _texts(parts: Parts, kinds: Kinds) -> list[str]:
    if not kinds:  # integers, short texts and None
        try:
            texts = list(map(repr, parts))
        except ValueError:  # an integer too long to write out
            texts = []
        if texts and max(map(len, texts)) < 200:
            return texts
    return [self_text(part) for part in parts]


# An integer below this has no more than a few digits.
MAX_SHORT_INTEGER = 10**15


def _object_text(head: ObjectHead, texts: list[str], most: int = MAX_TEXT) -> str:
    # A name such as `[0]` is a place, as that of an exception's argument.
    pairs = [text if name[:1] == "[" else f"{name}={text}" for name, text in zip(head[3], texts, strict=True)]
    return _join(f"{head[2]}(", pairs, ")", bool(head[4]), most)


def _join(opening: str, parts: list[str], closing: str, more: bool, most: int = MAX_TEXT) -> str:
    text = opening
    for index, part in enumerate(parts):
        if len(text) + len(part) > most:
            return f"{text}{', ' if index else ''}…{closing}"
        text += f", {part}" if index else part
    if more:
        text += ", …" if parts else "…"
    return text + closing


def _cut(text: str, more: bool = False) -> str:
    if len(text) > MAX_TEXT:
        return text[:MAX_TEXT] + "…"
    return text + "…" if more else text


def _huge(value: int) -> str:
    """The text of an integer that is too long to write out: Python needs time for it, and refuses above 4300 digits."""
    bits = value.bit_length()
    shift = bits - 60
    power = math.log10(abs(value) >> shift) + shift * math.log10(2)
    sign = "-" if value < 0 else ""
    return f"{sign}{10 ** (power % 1):.6f}e+{int(power)} ({bits} bits)"
