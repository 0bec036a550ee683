"""
What the program printed and showed, each piece at the call that was running. Leaves to pace.py how soon it goes out.
"""

from __future__ import annotations

from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# A longer piece is closed. Joining costs more the longer it is, and a line may never end.
MAX_PIECE_CHARACTERS = 10_000


class Output:
    def __init__(self) -> None:
        # What has not been handed over.
        self.pieces: list[dict[str, Any]] = []

    def add(self, stream: str, call: int, at_us: float, text: str, image: str | None, *, joins: bool) -> bool:
        """
        Keeps a piece, which may be added to the last one if it `joins`. Gives whether there is something now that
        should soon be seen: a whole line, or a long piece.
        """
        last = self.pieces[-1] if self.pieces and joins else None
        long = last is not None and len(last["text"]) > MAX_PIECE_CHARACTERS
        same = last is not None and last["call"] == call and last["stream"] == stream
        if last is not None and same and not long and image is None and "image" not in last:
            last["text"] += text
        else:
            piece = {"stream": stream, "call": call, "at_us": max(0.0, at_us), "text": text}
            self.pieces.append(piece if image is None else {**piece, "image": image})
        return long or "\n" in text

    def drop(self, count: int) -> None:
        """The first pieces have been handed over."""
        del self.pieces[:count]
