"""
What written tests need of pytest, in forty lines: raises and approx. The checks and the mutants run with it, so that a
hundred runs need not import pytest; the finished file runs with pytest itself.
"""

from __future__ import annotations

import math
import re
from types import ModuleType, TracebackType
from typing import Any


class raises:
    def __init__(self, kind: type[BaseException], *, match: str | None = None) -> None:
        self.kind, self.match = kind, match

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        assert error is not None, f"did not raise {self.kind.__name__}"
        if not isinstance(error, self.kind):
            return False
        if self.match is not None:
            assert re.search(self.match, str(error)), f"{str(error)!r} does not match {self.match!r}"
        return True


class approx:
    def __init__(self, expected: float, *, nan_ok: bool = False) -> None:
        self.expected, self.nan_ok = expected, nan_ok

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: Any) -> bool:
        if self.expected != self.expected:
            return self.nan_ok and bool(other != other)
        return math.isclose(self.expected, other, rel_tol=1e-6, abs_tol=1e-12)


def module() -> ModuleType:
    made = ModuleType("pytest")
    made.__dict__.update(raises=raises, approx=approx)
    return made
