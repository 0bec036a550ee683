"""What is kept of a value, as tests read it."""

from __future__ import annotations

import json
from typing import Any

from calltrace.snapshot import freeze
from calltrace.values import Values


def kept(value: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The description of a value, and those of all values it refers to."""
    values = Values()
    number = values.number(freeze(value))
    described = [json.loads(text) for text in values.new]
    return described[number], described


def text(value: Any) -> str:
    return str(kept(value)[0]["text"])


class Plain:
    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)
