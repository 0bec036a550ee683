"""
The program's stdout and stderr: text files whose text goes to the recorder, piece by piece, and no more of it than a
page can hold. The beginning is kept whole, of the rest only the end, and a line between them says how much is missing.
"""

from __future__ import annotations

import codecs
import io
from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Any

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
        # Whether something was written to the devices below the streams, which then has to be taken from there.
        self._device_wrote = bytearray(1)
        self._take: Callable[[], None] = lambda: None

    def watch(self, take: Callable[[], None], start: Callable[[bytearray], None]) -> None:
        """Has `take` write what came from below the streams, before anything that is written after it."""
        self._take = take
        start(self._device_wrote)

    def take_from_device(self) -> None:
        if self._device_wrote[0]:
            self._device_wrote[0] = 0
            self._take()

    def write(self, stream: str, text: str, image: str | None = None) -> None:
        if self._device_wrote[0]:
            self.take_from_device()
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
        self.take_from_device()
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


class Stream(io.TextIOWrapper):
    """
    `sys.stdout` or `sys.stderr`. Text goes straight to the room; bytes come through `buffer`, as UTF-8. What the
    program says of the encoding (`reconfigure`) holds as in Python: what has no sign in it is an error or is replaced.
    """

    mode = "w"

    def __init__(self, name: str, recorder: Recorder, room: Room, errors: str) -> None:
        self._recorder = recorder
        self._room = room
        self._stream = name
        self._flushes = MAX_FLUSHES_AT_ONCE
        self._refilled = perf_counter()
        self._usable = True
        self._ends = "\n"
        super().__init__(
            _Buffer(_Raw(name, room)), encoding="utf-8", errors=errors, newline="\n", line_buffering=True
        )

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if not self._usable:
            return super().write(text)  # says why not
        shown = text
        if not text.isascii() or self.encoding != "utf-8":
            shown = text.encode(self.encoding, str(self.errors)).decode(self.encoding, "replace")
        if self._ends != "\n":
            shown = shown.replace("\n", self._ends)
        self._room.write(self._stream, shown)
        return len(text)

    def show(self, stream: str, text: str, image: str | None) -> None:
        """Puts a picture into the output; see figures.py."""
        self._room.write(stream, text, image)

    def reconfigure(self, **options: Any) -> None:
        super().reconfigure(**options)
        newline = options.get("newline")
        if "newline" in options or "encoding" in options:
            self._ends = newline if newline in ("\r", "\r\n") else "\n"

    def detach(self) -> Any:
        self._usable = False
        return super().detach()

    def close(self) -> None:
        self._usable = False
        super().close()

    def flush(self) -> None:
        super().flush()
        if not self._usable:
            return
        self._room.take_from_device()
        now = perf_counter()
        more = int((now - self._refilled) / FLUSH_INTERVAL_S)
        if more > 0:
            self._refilled = now
            self._flushes = min(MAX_FLUSHES_AT_ONCE, self._flushes + more)
        if self._flushes > 0:
            self._flushes -= 1
            self._recorder.flush()


class _Buffer(io.BufferedWriter):
    """`sys.stdout.buffer`, which keeps nothing back: bytes and text stay in the order in which they were written."""

    def write(self, data: Any, /) -> int:
        count = super().write(data)
        self.flush()
        return count


class _Raw(io.RawIOBase):
    """The bytes of a stream, shown as UTF-8."""

    mode = "wb"

    def __init__(self, name: str, room: Room) -> None:
        self.name = f"<{name}>"
        self._stream = name
        self._room = room
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1 if self._stream == "stdout" else 2

    def write(self, data: Any, /) -> int:
        if self.closed:
            raise ValueError("write to closed file")
        given = bytes(data)
        self._room.write(self._stream, self._decoder.decode(given))
        return len(given)
