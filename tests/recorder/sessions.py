"""A run of a program as the worker makes it, for tests: a host that collects what is handed over."""

from __future__ import annotations

import json
from array import array
from typing import Any

import playground_session


class Host:
    """What the worker gives: chunks and output are only collected."""

    def __init__(self) -> None:
        self.columns: list[list[array[Any]]] = []
        self.texts: list[dict[str, Any]] = []
        self.pieces: list[dict[str, Any]] = []
        self.times_flushed = 0
        # Where the program stood when it was asked, and each place that it came to: file, line, whether it waits.
        self.place = (-1, -1)
        self.places: list[tuple[int, int, bool]] = []

    def chunk(self, columns: list[array[Any]], text: str) -> None:
        assert [column.typecode for column in columns] == list("iidiii" + "idBi" + "iii")
        self.columns.append(columns)
        self.texts.append(json.loads(text))

    def output(self, text: str) -> None:
        self.pieces += json.loads(text)

    def flushed(self, file: int, line: int) -> None:
        self.times_flushed += 1
        self.place = file, line

    def standing(self, file: int, line: int, waits: bool) -> None:
        self.places.append((file, line, waits))

    def names(self) -> list[str]:
        functions = [function for text in self.texts for function in text["functions"]]
        return [functions[function]["qualname"] for columns in self.columns for function in columns[0]]

    def printed(self, stream: str = "stdout") -> str:
        return "".join(piece["text"] for piece in self.pieces if piece["stream"] == stream)


def run(source: str, hook: str = "profile", **request: Any) -> tuple[dict[str, Any], Host]:
    """The trace's "recording". Runs without an event loop: a program that awaits nothing that waits needs none."""
    host = Host()
    running = playground_session.run(
        {
            "source": source,
            "filename": "main.py",
            "example": None,
            "include": {},
            "maxCalls": 1000,
            "hook": hook,
            **request,
        },
        host,
    )
    try:
        while True:
            running.send(None)
    except StopIteration as end:
        return json.loads(end.value), host
