"""
The program's stdout and stderr: text files whose text goes to the recorder, piece by piece, and no more of it than a
page can hold. The beginning is kept whole, of the rest only the end, and a line between them says how much is missing.
"""

from __future__ import annotations

import io
from collections import deque
from time import perf_counter

from calltrace import Recorder
from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# So much is kept whole: some 10 MB in the page.
MAX_WHOLE_CHARACTERS = 5_000_000
# So much is kept of the end: less than the page shows of it, so that the line above it is seen too.
MAX_END_CHARACTERS = 50_000
# A piece counts for this much beside its text: a program may change between its streams with every letter.
PIECE_CHARACTERS = 50
# So many flushes are obeyed at once, and one more after each interval, because each is a message to the page.
MAX_FLUSHES_AT_ONCE = 64
FLUSH_INTERVAL_S = 0.02


class Room:
    """How much of a run's output is kept; its streams share it, so that their order stays."""

    def __init__(
        self, recorder: Recorder, whole: int = MAX_WHOLE_CHARACTERS, last: int = MAX_END_CHARACTERS
    ) -> None:
        self._recorder = recorder
        self._whole = self._left = whole
        self._most = last
        self._full = False
        self._stream = ""
        # The end of what did not fit, its length, and the characters and lines that were dropped before it.
        self._last: deque[tuple[str, str, str | None]] = deque()
        self._held = 0
        self._characters = self._lines = 0

    def write(self, stream: str, text: str, image: str | None = None) -> None:
        if not self._full:
            if stream != self._stream:
                self._stream = stream
                self._left -= PIECE_CHARACTERS
            room = max(0, self._left)
            self._left -= len(text)
            if self._left >= 0:
                self._recorder.write(stream, text, image)
                return
            self._full = True
            if image is None and room > 0:
                self._recorder.write(stream, text[:room])
                text = text[room:]
            said = f"more than {self._whole:,} characters: of the rest only the end is kept, shown when it is over"
            self._recorder.write("stderr", f"\n… {said} …\n")
            # What is printed from now on is held back, so nothing else would hand this over soon.
            self._recorder.flush()
        self._hold(stream, text, image)

    def _hold(self, stream: str, text: str, image: str | None) -> None:
        if not text:
            return
        if len(text) > self._most:
            self._drop(text[: -self._most])
            text = text[-self._most :]
        if self._last and self._last[-1][0] == stream and image is None and len(self._last[-1][1]) < 1_000:
            _, before, picture = self._last.pop()
            self._last.append((stream, before + text, picture))
        else:
            self._last.append((stream, text, image))
        self._held += len(text)
        while self._held > self._most:
            stream, text, image = self._last.popleft()
            over = min(len(text), self._held - self._most)
            self._held -= over
            self._drop(text[:over])
            if over < len(text):
                self._last.appendleft((stream, text[over:], image))

    def _drop(self, text: str) -> None:
        self._characters += len(text)
        self._lines += text.count("\n")

    def give_back(self) -> None:
        """Writes the end of what did not fit: the program is over, or it waits for somebody who has to see it."""
        if self._characters:
            lines = f"{self._lines:,} lines, " if self._lines > 1 else ""
            self._recorder.write(
                "stderr", f"\n… {lines}{self._characters:,} characters are left out here …\n"
            )
            self._characters = self._lines = 0
        for stream, text, image in self._last:
            self._recorder.write(stream, text, image)
        self._last.clear()
        self._held = 0


class Stream(io.TextIOBase):
    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, recorder: Recorder, room: Room) -> None:
        self._name = name
        self._recorder = recorder
        self._room = room
        self._flushes = MAX_FLUSHES_AT_ONCE
        self._refilled = perf_counter()

    @property
    def name(self) -> str:
        return f"<{self._name}>"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._room.write(self._name, text)
        return len(text)

    def show(self, stream: str, text: str, image: str | None) -> None:
        """Puts a picture into the output; see figures.py."""
        self._room.write(stream, text, image)

    def flush(self) -> None:
        now = perf_counter()
        more = int((now - self._refilled) / FLUSH_INTERVAL_S)
        if more > 0:
            self._refilled = now
            self._flushes = min(MAX_FLUSHES_AT_ONCE, self._flushes + more)
        if self._flushes > 0:
            self._flushes -= 1
            self._recorder.flush()
