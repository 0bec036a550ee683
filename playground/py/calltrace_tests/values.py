"""
A value of a trace as source: what a person would write to have an equal value of the same type. Leaves to
known_values.py the types of the standard library that a trace tells by their text, and to objects.py those of the
program's own classes.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from .known_values import KNOWN, named_class
from .source import CannotWrite, Import, Source, combine, joined, quoted

Value = dict[str, Any]
# Writes a value of a class of the program's own, by its number among the trace's values.
ObjectWriter = Callable[[int, bool], Source]

_STANDARD_CONTAINERS = {
    "collections.OrderedDict": "OrderedDict",
    "collections.Counter": "Counter",
    "collections.deque": "deque",
}
_MATH = frozenset({Import("math")})
# A float with more digits than this is one that calculations have left behind, not one that somebody wrote.
MAX_DIGITS = 12


class Writer:
    """
    `values`: those of a trace. `objects` writes what is of the program's own classes. `taken`: the names that the
    program defines at its top level, which nothing from the standard library is imported under.
    """

    def __init__(
        self, values: list[Value], objects: ObjectWriter | None = None, taken: frozenset[str] = frozenset()
    ) -> None:
        self.values = values
        self._objects = objects
        self._taken = taken

    def write(self, number: int | None, *, about: bool = False) -> Source:
        """
        The source of a value. Raises CannotWrite. `about`: it is what a test expects; floats that calculations have
        left behind are then written with `pytest.approx`.
        """
        if number is None:
            raise CannotWrite("the recording did not keep it")
        value = self.values[number]
        kind: str = value["type"]
        if kind == "redacted" or ("redacted" in value["text"] and self.holds_secret(number)):
            raise CannotWrite("it holds a secret that was not recorded")
        if value.get("truncated"):
            raise CannotWrite(f"the recording kept only the beginning of {_a(kind)}")
        if kind in ("None", "bool", "int"):
            return Source(value["text"])
        if kind == "float":
            return self._float(value["text"], about)
        if kind == "complex":
            return _complex(value["text"])
        if kind in ("str", "bytes", "bytearray"):
            return _text(kind, value["text"])
        if kind in _DISPLAYS or kind in _STANDARD_CONTAINERS or kind == "collections.defaultdict":
            return self._container(number, kind, value, about)
        if kind == "slice":
            return joined("slice(", [self.write(item) for item in value["items"]], ")")
        if kind == "types.SimpleNamespace":
            named = self._standard("types", "SimpleNamespace")
            fields = [_keyword(name, self.write(item, about=about)) for name, item in value["fields"].items()]
            return combine(f"{named.text}({', '.join([part.text for part in fields])})", [named, *fields])
        if kind in KNOWN:
            return KNOWN[kind](value["text"], self._standard)
        return self._other(number, kind, value, about)

    def holds_secret(self, number: int) -> bool:
        """Whether the recording left something secret out of a value."""
        seen, waiting = set(), [number]
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            value = self.values[at]
            # In texts a secret is the word "redacted"; a program that says the word itself loses a test, no more.
            if value["type"] in ("redacted", "str", "bytes") and "redacted" in value["text"]:
                return True
            waiting += inside(value)
        return False

    def _float(self, text: str, about: bool) -> Source:
        value = float(text)
        if math.isnan(value) or math.isinf(value):
            shown = "-math.inf" if value == -math.inf else f"math.{text}"
            if about and math.isnan(value):
                return Source(f"pytest.approx({shown}, nan_ok=True)", _MATH | {Import("pytest")})
            return Source(shown, _MATH)
        if about and len(text.partition("e")[0].strip("-").replace(".", "").strip("0")) > MAX_DIGITS:
            return Source(f"pytest.approx({text})", frozenset({Import("pytest")}))
        return Source(text)

    def _container(self, number: int, kind: str, value: Value, about: bool) -> Source:
        if "entries" in value:
            pairs = [(self.write(key), self.write(item, about=about)) for key, item in value["entries"]]
            shown = [combine(f"{key.text}: {item.text}", (key, item)) for key, item in pairs]
            display = joined("{", shown, "}")
        else:
            ordered = kind not in ("set", "frozenset")
            items = [self.write(item, about=about and ordered) for item in value.get("items", [])]
            if not ordered:
                items.sort(
                    key=lambda item: (len(item.text), item.text) if item.text.isdigit() else (0, item.text)
                )
            display = _display(kind, items)
        if kind == "collections.defaultdict":
            factory = self._factory(value)
            named = self._standard("collections", "defaultdict")
            return combine(f"{named.text}({factory}, {display.text})", (named, display))
        if kind in _STANDARD_CONTAINERS:
            named = self._standard("collections", _STANDARD_CONTAINERS[kind])
            return combine(f"{named.text}({'' if _is_empty(value) else display.text})", (named, display))
        return display

    def _factory(self, value: Value) -> str:
        """What makes a missing value is not in a trace; the values that are there tell. Replaying proves it right."""
        kinds = {self.values[item]["type"] for _, item in value["entries"]}
        kind = kinds.pop() if len(kinds) == 1 else ""
        if kind not in ("list", "set", "dict", "int", "float", "str"):
            raise CannotWrite("what a defaultdict makes of a missing key is not in the trace")
        return kind

    def _other(self, number: int, kind: str, value: Value, about: bool) -> Source:
        text: str = value["text"]
        if kind in ("function", "type") and text.startswith("<"):
            name = text.strip("<>").partition(" ")[2]
            if "<" in name:
                raise CannotWrite("a lambda or a local function cannot be written as source")
            if kind == "type" and not name.startswith("__main__.") and "." in name:
                return named_class(name, self._standard)
            if kind == "type" and "." not in name:
                return Source(name)
        if kind == "builtin_function":
            name = text.removeprefix("<built-in function ").rstrip(">")
            if name.isidentifier():
                return Source(name)
        if "." not in kind and kind.endswith(
            ("Error", "Exception", "Interrupt", "Exit", "Iteration", "Warning")
        ):
            return joined(f"{kind}(", [self.write(item) for item in value.get("items", [])], ")")
        if self._objects is None:
            raise CannotWrite(f"{_a(kind)} cannot be written as source")
        return self._objects(number, about)

    def _standard(self, module: str, name: str = "") -> Source:
        """Something of the standard library, under its own name unless the program has that for something else."""
        if not name:
            return Source(module, frozenset({Import(module)}))
        if name in self._taken:
            return Source(f"{module}.{name}", frozenset({Import(module)}))
        return Source(name, frozenset({Import(module, name)}))


_DISPLAYS = {"list", "tuple", "set", "frozenset", "dict"}


def inside(value: Value) -> list[int]:
    """The numbers of the values that a value consists of."""
    pairs = [number for pair in value.get("entries", ()) for number in pair]
    return [*value.get("items", ()), *pairs, *value.get("fields", {}).values()]


def _is_empty(value: Value) -> bool:
    return not value.get("items") and not value.get("entries")


def _display(kind: str, items: list[Source]) -> Source:
    if kind == "tuple":
        return joined("(", items, ",)" if len(items) == 1 else ")")
    if kind in ("set", "frozenset"):
        if not items:
            return Source(f"{kind}()")
        display = joined("{", items, "}")
        return display if kind == "set" else combine(f"frozenset({display.text})", [display])
    return joined("[", items, "]")


def _keyword(name: str, value: Source) -> Source:
    if not name.isidentifier():
        raise CannotWrite(f"a field is called {name!r}")
    return combine(f"{name}={value.text}", [value])


def _text(kind: str, text: str) -> Source:
    if kind == "bytearray":
        value = ast.literal_eval(text.removeprefix("bytearray(").removesuffix(")"))
        return Source(f"bytearray({quoted(value) if value else ''})")
    return Source(quoted(ast.literal_eval(text)))


def _complex(text: str) -> Source:
    value = complex(text)
    try:
        if repr(ast.literal_eval(text)) == text:
            return Source(text)
    except ValueError:
        pass
    parts = []
    for part in (value.real, value.imag):
        plain = math.isfinite(part)
        parts.append(Source(repr(part)) if plain else Source(f'float("{part}")'))
    return joined("complex(", parts, ")")


def _a(kind: str) -> str:
    name = kind.removeprefix("__main__.")
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
