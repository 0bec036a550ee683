"""Which calls are to be recorded line by line, and what is known of each such function while the program runs."""

from __future__ import annotations

from types import CodeType
from typing import NamedTuple

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .activation import Activation


class Wanted(NamedTuple):
    """
    Which calls: the `nth` call (from 1) of each function of this name, plain or qualified; or, with `call`, the call of
    this number in the trace.
    """

    name: str
    nth: int = 1
    call: int | None = None

    def means(self, code: CodeType) -> bool:
        qualname = code.co_qualname.replace(".<locals>", "")
        return self.name in (code.co_name, code.co_qualname, qualname) or qualname.endswith(f".{self.name}")


class Watched:
    """A function one of whose calls is wanted."""

    def __init__(self, code: CodeType, wanted: Wanted, source: str) -> None:
        self.code, self.wanted, self.source = code, wanted, source
        # How many of its calls have begun.
        self.begun = 0
        self.activation: Activation | None = None
        self.told = False
