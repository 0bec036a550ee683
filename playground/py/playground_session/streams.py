"""The program's stdout and stderr: text files whose text goes to the recorder, piece by piece."""

from __future__ import annotations

import io

from calltrace import Recorder
from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


class Stream(io.TextIOBase):
    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, recorder: Recorder) -> None:
        self._name = name
        self._recorder = recorder

    @property
    def name(self) -> str:
        return f"<{self._name}>"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.write(self._name, text)
        return len(text)

    def show(self, stream: str, text: str, image: str | None) -> None:
        """A picture in the output; see figures.py."""
        self._recorder.write(stream, text, image)

    def flush(self) -> None:
        self._recorder.flush()
