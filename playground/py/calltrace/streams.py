"""
The program's stdout and stderr, watched while it runs. They stay the very streams that Python has made; only `write`
and `flush` are replaced, in these objects alone, and do as Python's own. Bytes are seen too, and text that goes by
another stream over the same buffer; what is written to the file itself is not (`os.write`, other processes).
"""

from __future__ import annotations

import codecs
import sys
from _thread import get_ident
from collections.abc import Callable
from typing import Any, Protocol

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .ending import hide
from .quietly import suppress


class Listener(Protocol):
    """What is told of what a program prints: a recording, or a recorder."""

    @property
    def notes(self) -> list[str]: ...

    def write(self, stream: str, text: str) -> None: ...


class _Unseen(str):
    """A name of an attribute; snapshots, which read plain texts alone, do not show it among an object's fields."""

    __slots__ = ()


class Streams:
    """Watches `sys.stdout` and `sys.stderr` until `stop`."""

    def __init__(self, listener: Listener) -> None:
        self._watched: list[_Watched] = []
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is None:  # Python was started with it closed
                continue
            try:
                self._watched.append(_Watched(name, stream, listener))
            except (AttributeError, TypeError):
                kind = f"{type(stream).__module__}.{type(stream).__qualname__}"
                listener.notes.append(
                    f"what the program prints is not in the trace: sys.{name} is a {kind}, which cannot be watched"
                )

    def stop(self) -> None:
        for each in self._watched:
            each.stop()


class _Watched:
    def __init__(self, name: str, stream: Any, listener: Listener) -> None:
        self._name, self._stream = name, stream
        # None: not any more; but the program may still hold the functions below.
        self._listener: Listener | None = listener
        # The threads that are inside the text stream: what its buffer is given by them has been told already.
        self._inside: set[int] = set()
        # The beginning of a character whose other bytes have not been written yet.
        self._rest = b""
        self._replaced: list[tuple[Any, str, Callable[..., Any]]] = []
        self._replace(stream, "write", self._of_text)
        self._replace(stream, "flush", self._of_text)
        buffer = getattr(stream, "buffer", None)
        if buffer is not None:
            self._replace(buffer, "write", self._of_bytes)

    def stop(self) -> None:
        if self._listener is not None and self._rest:
            self._listener.write(self._name, self._rest.decode("utf-8", "backslashreplace"))
        self._listener = None
        for owner, name, function in self._replaced:
            # The program may have put its own in that place.
            with suppress(AttributeError, TypeError):
                if vars(owner).get(name) is function:
                    delattr(owner, name)

    def _replace(
        self, owner: Any, name: str, made: Callable[[Callable[..., Any]], Callable[..., Any]]
    ) -> None:
        function = made(getattr(owner, name))
        vars(owner)[_Unseen(name)] = function
        self._replaced.append((owner, name, function))

    def _of_text(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        """`write` or `flush` of a text stream, which may write to its buffer."""
        inside = self._inside

        def method(*text: str) -> Any:
            me = get_ident()
            nested = me in inside
            try:
                inside.add(me)
                result = plain(*text)
                if text and self._listener is not None:
                    self._listener.write(self._name, str.__str__(text[0]))
                return result
            except BaseException as error:
                # The program sees no more of a broken pipe, or of an interrupt, than its own lines.
                hide(error)
                raise
            finally:
                if not nested:
                    inside.discard(me)

        return method

    def _of_bytes(self, plain: Callable[[Any], int]) -> Callable[[Any], int]:
        """`write` of a buffer."""
        inside = self._inside

        def write(data: Any, /) -> int:
            try:
                written = plain(data)
                if self._listener is not None and get_ident() not in inside:
                    text = self._decoded(data if type(data) is bytes else memoryview(data).tobytes())
                    if text:
                        self._listener.write(self._name, text)
                return written
            except BaseException as error:
                hide(error)
                raise

        return write

    def _decoded(self, data: bytes) -> str:
        """All of this is done in C: with the standard library let in, Python code of it would appear as calls."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        if encoding.lower() not in ("utf-8", "utf8"):
            return data.decode(encoding, "backslashreplace")
        data = self._rest + data
        text, used = codecs.utf_8_decode(data, "backslashreplace", False)
        self._rest = data[used:]
        return text
