"""
The trace file: puts chunks together, writes a file, reads one. Leaves to validate.py what a file must be.
"""

from __future__ import annotations

import os
import zlib
from itertools import accumulate
from typing import Any

from ._own import from_json, to_json
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import OUTCOMES, UNFINISHED, Chunk
from .lines.section import joined
from .page import is_page, page_of, run_in
from .validate import FORMAT, VERSION, TraceFileError, parse, validate

# zlib's number for a stream with gzip's own header. The module gzip is not used: it would need the program's builtins.
_GZIP = 31


class Assembler:
    """Takes chunks as they come and makes the content of a trace file of them. `add` may serve as a recorder's sink."""

    def __init__(self) -> None:
        self._chunks: list[Chunk] = []
        self._functions: list[dict[str, Any]] = []

    def add(self, chunk: Chunk) -> None:
        self._chunks.append(chunk)
        self._functions += chunk.functions

    def finish(
        self, *, program: dict[str, Any], environment: dict[str, Any], recording: dict[str, Any]
    ) -> dict[str, Any]:
        """The checked content of a trace file. Calls without an ending are "unfinished"."""
        data = self.assemble(program=program, environment=environment, recording=recording)
        validate(data)
        return data

    def assemble(
        self, *, program: dict[str, Any], environment: dict[str, Any], recording: dict[str, Any]
    ) -> dict[str, Any]:
        """Does as `finish`, but checks nothing."""
        chunks = self._chunks
        count = sum(len(chunk.function) for chunk in chunks)
        starts = [start for chunk in chunks for start in chunk.start_s]
        durations: list[float | None] = [None] * count
        results: list[int | None] = [None] * count
        outcomes = [OUTCOMES[UNFINISHED]] * count
        after: list[list[list[Any]] | None] = [None] * count
        for chunk in chunks:
            ends = zip(chunk.ended_call, chunk.ended_at_s, chunk.outcome, chunk.result, strict=True)
            for call, at, outcome, result in ends:
                durations[call] = round(max(0.0, at - starts[call]) * 1e6, 3)
                outcomes[call] = OUTCOMES[outcome]
                results[call] = result if result >= 0 else None
            changed = zip(chunk.after_call, chunk.after_name, chunk.after_value, strict=True)
            for call, name, value in changed:
                variables = after[call] = after[call] or []
                variables.append([chunk.after_names[name], value])
        threads = [name for chunk in chunks for name in chunk.threads] or ["MainThread"]
        calls: dict[str, Any] = {
            "function": [function for chunk in chunks for function in chunk.function],
            "parent": [parent for chunk in chunks for parent in chunk.parent],
            "start_us": [round(start * 1e6, 3) for start in starts],
            "duration_us": durations,
            "call_line": [line or None for chunk in chunks for line in chunk.call_line],
            "arguments": [arguments for chunk in chunks for arguments in self._arguments(chunk)],
            "result": results,
            "outcome": outcomes,
            "after": after,
        }
        if len(threads) > 1:
            calls["thread"] = [
                thread for chunk in chunks for thread in (chunk.thread or [0] * len(chunk.function))
            ]
        lines = joined([part for chunk in chunks for part in chunk.lines])
        return {
            "format": FORMAT,
            "version": VERSION,
            "program": program,
            "environment": environment,
            "recording": recording,
            "functions": self._functions,
            "sources": {file: text for chunk in chunks for file, text in chunk.sources.items()},
            "values": [from_json(text) for chunk in chunks for text in chunk.values],
            "calls": calls,
            "threads": threads,
            "resumes": [list(pair) for chunk in chunks for pair in chunk.resumes],
            "same": [list(found) for chunk in chunks for found in chunk.same],
            "events": [event for chunk in chunks for event in chunk.events],
            "output": [piece for chunk in chunks for piece in chunk.output],
            **({"lines": lines} if lines else {}),
        }

    def _arguments(self, chunk: Chunk) -> list[list[int | None] | None]:
        """The arguments, which a chunk has in one flat column, as one list for each call; None: nothing was kept."""
        sizes = [len(self._functions[function]["parameters"]) for function in chunk.function]
        ends = accumulate(sizes)
        kept: list[list[int | None] | None] = []
        for end, size in zip(ends, sizes, strict=True):
            values = [value if value >= 0 else None for value in chunk.arguments[end - size : end]]
            kept.append(values if any(value is not None for value in values) else None)
        return kept


def write(data: dict[str, Any], path: str | os.PathLike[str]) -> None:
    """Writes a trace file: compressed if its name ends in .gz, as a page that shows it if it ends in .html."""
    validate(data)
    name = os.fspath(path)
    content = encoded(data, name)
    with open(name, "wb") as file:
        file.write(content)


def encoded(data: dict[str, Any], name: str) -> bytes:
    """What a trace file of this name holds. Raises OSError where it is to be a page and there is no viewer."""
    if is_page(name):
        return page_of(data)
    content = f"{to_json(data)}\n".encode("ascii")
    if name.endswith(".gz"):
        packing = zlib.compressobj(6, wbits=_GZIP)
        content = packing.compress(content) + packing.flush()
    return content


def read(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The checked content of a trace file, compressed, in a page, or plain. Raises TraceFileError, OSError."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        content = run_in(content) or content
        if content[:2] == b"\x1f\x8b":
            content = zlib.decompress(content, _GZIP)
        text = content.decode("utf-8")
    except (zlib.error, ValueError):
        raise TraceFileError(
            "This is not a trace: the file is neither text nor gzip, or it was cut off."
        ) from None
    return parse(text)
