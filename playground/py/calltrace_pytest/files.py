"""The files of tests: what they are called, and how they are written. Every test has its own, so that workers of
pytest-xdist do not meet."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

from calltrace.file import encoded, read
from calltrace.page import check_viewer
from calltrace.target import Target
from calltrace.validate import TraceFileError

MAX_NAME = 120
_UNSAFE = re.compile(r"[^\w.\[\]-]+")


class Files:
    """Those in one folder, which is made when the first one is written, and which no repository takes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def shown(self, test: str) -> Path:
        """The file of a test that failed: a page where the viewer is installed."""
        return self.folder / f"{_name(test)}{'.html' if _has_viewer() else '.json'}"

    def passed(self, test: str) -> Path:
        return self.folder / "passed" / f"{_name(test)}.json.gz"

    def write(self, trace: dict[str, Any], path: Path) -> None:
        """Raises OSError; what was there is then as it was."""
        path.parent.mkdir(parents=True, exist_ok=True)
        ignoring = self.folder / ".gitignore"
        if not ignoring.exists():
            ignoring.write_text("*\n")
        Target.find(os.fspath(path)).write(encoded(trace, path.name))

    def last_passing(self, test: str) -> dict[str, Any] | None:
        try:
            return read(self.passed(test))
        except (OSError, TraceFileError):  # there is none, or one of another version
            return None


def _has_viewer() -> bool:
    try:
        check_viewer()
    except OSError:
        return False
    return True


def _name(test: str) -> str:
    """A file name that says which test it is; where it cannot say all, a few digits make it the test's own."""
    plain = _UNSAFE.sub("-", test.replace("::", "-").replace("/", "-")).strip("-.")
    if len(plain) <= MAX_NAME and plain == test.replace("::", "-").replace("/", "-"):
        return plain
    return f"{plain[:MAX_NAME]}-{hashlib.sha256(test.encode()).hexdigest()[:8]}"
