"""
The part file: what a recording has handed over, written down as it comes, beside the trace that will be made of it. It
outlives the program, however that ends. Leaves to finishing.py what becomes of it.

It is a sequence of records: a line of JSON that names the record's kind and the lengths of what follows, then that. A
record that was cut off at the end is left out when the file is read.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import Any

from ._own import from_json, to_json
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import Chunk
from .quietly import suppress
from .target import Target, hidden_beside, write_all

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ENDING = ".part"
_FORMAT = "calltrace part"
_TEXTS = ("functions", "after_names", "same", "resumes", "events", "sources", "threads", "output", "lines")
# Bound here, because a program may put its own functions in the place of these.
_open, _close, _unlink, _fstat, _truncate = os.open, os.close, os.unlink, os.fstat, os.ftruncate
_rename, _read, _seek = os.rename, os.read, os.lseek
_BINARY = getattr(os, "O_BINARY", 0)


class PartFile:
    """
    Holds a lock for as long as its process lives: the kernel lets go of it however that ends, also where another
    program takes its place. A forked child shares it until it closes the file. (It is not `lockf`'s, which a program
    would undo that opens and closes the same file.)
    """

    def __init__(self, path: str, start: dict[str, Any]) -> None:
        """Raises OSError. `start` is what has to be known of a recording if nothing else comes."""
        self.path = path
        if lock_is_free(path):
            # This process left it when it was another program: its number is in the name.
            _unlink(path)
        self._hold(_open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o666))
        self._identity = _identity(self._file)
        self._size = 0
        self.add("start", {"format": _FORMAT, "byteorder": sys.byteorder, **start}, [])

    def add(self, kind: str, head: dict[str, Any], contents: list[bytes]) -> None:
        """Raises OSError, and leaves the file as it was."""
        if _identity(self._file) != self._identity:
            self._regain()
        line = to_json({"kind": kind, "lengths": [len(content) for content in contents], **head})
        record = b"".join([line.encode("ascii"), b"\n", *contents])
        try:
            write_all(self._file, record)
        except BaseException:
            with suppress(OSError):
                _truncate(self._file, self._size)
                _seek(self._file, self._size, os.SEEK_SET)
            raise
        self._size += len(record)

    def _hold(self, file: int) -> None:
        self._file = _out_of_the_way(file)
        # Whether others can tell by the lock that this process has ended; not so on a file system without locks.
        self.locked = False
        if fcntl is not None:
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.locked = True

    def _regain(self) -> None:
        """Opens the file again. A program that closes all that is open may have one of its own under our number."""
        file = _open(self.path, os.O_RDWR | _BINARY)
        if _identity(file) != self._identity:
            _close(file)
            raise OSError("the program took the recorder's file away")
        self._hold(file)
        _seek(self._file, 0, os.SEEK_END)

    def add_chunk(self, chunk: Chunk, state: dict[str, Any]) -> None:
        """`state` is what is known of the recording by now, for the case that nothing else comes."""
        self.add("chunk", {"first": chunk.first, "state": state}, packed(chunk))

    def close(self) -> None:
        with suppress(OSError):
            if _identity(self._file) == self._identity:
                _close(self._file)

    def remove(self) -> None:
        """The trace has been written. Whoever waits for the lock finds an empty file."""
        with suppress(OSError):
            if _identity(self._file) == self._identity:
                _truncate(self._file, 0)
        self.close()
        with suppress(OSError):
            _unlink(self.path)

    def keep(self) -> str:
        """The trace could not be written: keeps this for later, under a name that nobody waits for. Gives the name."""
        kept = kept_path(self.path)
        if fcntl is None:
            self.close()
        with suppress(OSError):
            _rename(self.path, kept)
        self.close()
        return kept

    def read(self) -> Part:
        """What has been written, also where the program took the file's name away."""
        if _identity(self._file) == self._identity:
            return parse_part(_content(self._file), self.path)
        return read_part(self.path)


def part_path(target: Target, process: int) -> str:
    """The part file of a process, beside its trace."""
    return hidden_beside(target, process, "part")


def kept_path(path: str) -> str:
    """Where people find it."""
    folder, separator, name = path.rpartition(os.sep)
    return f"{folder}{separator}{name.removeprefix('.')}"


@dataclass(slots=True)
class Part:
    """What a part file holds."""

    start: dict[str, Any]
    chunks: list[Chunk] = field(default_factory=list)
    # The last that was said of the recording.
    state: dict[str, Any] = field(default_factory=dict)
    # Program, environment and recording as the trace has them; None: the program ended without Python's end.
    end: dict[str, Any] | None = None


def read_part(path: str) -> Part:
    """Raises OSError, ValueError: it is not a part file, or not one of this machine."""
    file = _open(path, os.O_RDONLY | _BINARY)
    try:
        content = _content(file)
    finally:
        _close(file)
    return parse_part(content, path)


def _content(file: int) -> bytes:
    _seek(file, 0, os.SEEK_SET)
    return b"".join(iter(lambda: _read(file, 1 << 20), b""))


def parse_part(content: bytes, path: str) -> Part:
    part: Part | None = None
    at = 0
    while (line_end := content.find(b"\n", at)) >= 0:
        try:
            head = from_json(content[at:line_end].decode("ascii"))
            lengths: list[int] = head["lengths"]
        except (ValueError, TypeError, KeyError):
            break
        at = line_end + 1
        end = at + sum(lengths)
        if end > len(content):
            break
        pieces = []
        for length in lengths:
            pieces.append(content[at : at + length])
            at += length
        if part is None:
            if head.get("format") != _FORMAT or head.get("byteorder") != sys.byteorder:
                break
            part = Part(head)
        elif head["kind"] == "chunk":
            part.chunks.append(unpacked(head["first"], pieces))
            part.state.update(head["state"])
        elif head["kind"] == "state":
            part.state.update(head["state"])
        elif head["kind"] == "end":
            part.end = head["end"]
    if part is None:
        raise ValueError(f"{path} is not the beginning of a recording")
    return part


def lock_is_free(path: str) -> bool:
    """Whether the process that made this part file has ended; False also where that cannot be known."""
    if fcntl is None:
        return False
    try:
        file = _open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        _close(file)
    return True


def packed(chunk: Chunk) -> list[bytes]:
    texts = to_json({name: getattr(chunk, name) for name in _TEXTS})
    # JSON has no line break inside, so that one can part the values.
    values = "\n".join(chunk.values)
    columns = [column.tobytes() for column in chunk.columns()]
    return [*columns, texts.encode("ascii"), values.encode("utf-8", "surrogatepass")]


def unpacked(first: int, pieces: list[bytes]) -> Chunk:
    chunk = Chunk(first)
    *columns, texts, values = pieces
    for column, content in zip(chunk.columns(), columns, strict=True):
        column.frombytes(content)
    for name, value in from_json(texts.decode("ascii")).items():
        setattr(chunk, name, value)
    chunk.values = values.decode("utf-8", "surrogatepass").split("\n") if values else []
    return chunk


def _identity(file: int) -> tuple[int, int] | None:
    try:
        found = _fstat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _out_of_the_way(file: int) -> int:
    """The same file under a number that a program does not expect to be the next free one."""
    if fcntl is None:
        return file
    for least in (900, 200, 60):
        with suppress(OSError, ValueError):
            moved = fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, least)
            _close(file)
            return moved
    return file
