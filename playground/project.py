"""The paths in this checkout, the exceptions that end a command with a sentence, and helpers for files and caches.

This needs only the standard library, because it is imported before there is a virtual environment.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
DIST = ROOT / "dist"
PY = ROOT / "playground" / "py"
WEB = ROOT / "playground" / "web"
EXAMPLES = ROOT / "examples"
NETLIFY = ROOT / "netlify.toml"
LOCK = ROOT / "playground" / "wheels.lock.json"


class Failure(Exception):
    """Ends a command with exit code 1; its text is the one sentence that a person reads."""


class WrongUse(Failure):
    """The command was called in a way that cannot mean anything: exit code 2."""


class NotHere(Failure):
    """Something is not available on this machine. A test step that needs it is skipped and says so."""


def say(text: str) -> None:
    print(text, flush=True)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_of(*parts: object) -> str:
    """A short hash of inputs. Of a path the content of the file counts, or of all files in it; of the rest its JSON."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            for file in files_in(part):
                total.update(f"{file.relative_to(ROOT)}\0{file_hash(file)}\0".encode())
        else:
            total.update(json.dumps(part, sort_keys=True).encode() + b"\0")
    return total.hexdigest()[:16]


def files_in(path: Path) -> Iterator[Path]:
    """The file itself, or every file below the folder, sorted, without what tools leave behind."""
    if path.is_file():
        yield path
        return
    for child in sorted(path.iterdir()) if path.is_dir() else ():
        if child.name not in {"__pycache__", "node_modules"} and not child.name.endswith(".egg-info"):
            yield from files_in(child)


def write_atomically(path: Path, data: bytes | str) -> None:
    """Writes a file in such a way that a reader sees the old content or the new one, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data.encode() if isinstance(data, str) else data)
    draft.replace(path)


Item = TypeVar("Item")
Result = TypeVar("Result")


def two_at_a_time(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Calls `work` with each item, two at a time, and returns the results in order.

    It uses threads, so it is for work that other processes do, or that compresses.
    """
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))


_held_locks: set[str] = set()


@contextmanager
def exclusive_lock(name: str) -> Iterator[None]:
    """Waits while another process does the same work in this checkout, as from a second terminal. It may be nested."""
    if name in _held_locks:
        yield
        return
    _held_locks.add(name)
    try:
        with _file_lock(name):
            yield
    finally:
        _held_locks.discard(name)


@contextmanager
def _file_lock(name: str) -> Iterator[None]:
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as file:
        if sys.platform == "win32":
            yield  # Windows has no fcntl: the user must not run two builds at once.
            return
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another {name} in this folder to end …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def remove_least_recent(folder: Path, keep: int) -> None:
    """Removes all but the `keep` most recently used results from a cache folder, so that it does not grow for ever."""
    entries = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for entry in entries[keep:]:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
