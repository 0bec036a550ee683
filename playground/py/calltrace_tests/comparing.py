"""Whether two values of traces are the same: of one type and equal all through, sets in whatever order."""

from __future__ import annotations

from collections.abc import Callable

from .values import Value, inside


class Comparer:
    """
    `main`: what the main module is called where the second values were taken, if in the first it is `__main__`; else
    both are of one interpreter.
    """

    def __init__(self, first: list[Value], second: list[Value], main: str = "") -> None:
        self._first, self._second = first, second
        self._main = f"{main or '__main__'}."

    def same(self, one: int, other: int, depth: int = 0) -> bool:
        a, b = self._first[one], self._second[other]
        if depth > 40:
            return True
        if a["type"] != self._as_recorded(b["type"]) or bool(a.get("truncated")) != bool(b.get("truncated")):
            return False
        inner, others = inside(a), inside(b)
        if not inner and not others:
            return bool(a["text"] == self._as_recorded(b["text"]) and a.get("table") == b.get("table"))
        if len(inner) != len(others) or a.get("fields", {}).keys() != b.get("fields", {}).keys():
            return False

        def equal(first: int, second: int) -> bool:
            return self.same(first, second, depth + 1)

        if a["type"] in ("set", "frozenset"):
            return _same_in_any_order(inner, others, equal)
        if "fields" in a:
            return all(equal(number, b["fields"][name]) for name, number in a["fields"].items())
        return all(map(equal, inner, others))

    def _as_recorded(self, name: str) -> str:
        # The text of a class or a function has its module in it.
        if name.startswith(("<class ", self._main)):
            return name.replace(self._main, "__main__.", 1)
        return name


def _same_in_any_order(numbers: list[int], others: list[int], equal: Callable[[int, int], bool]) -> bool:
    left = list(others)
    for number in numbers:
        found = next((other for other in left if equal(number, other)), None)
        if found is None:
            return False
        left.remove(found)
    return True
