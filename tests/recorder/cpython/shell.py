"""Programs run from a shell, under the recorder and without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PACKAGES = Path(__file__).parents[3] / "playground" / "py"


def calltrace(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return python(folder, "-m", "calltrace", *arguments, given=given)


def python(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """`given` is what stands in its stdin."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        # An empty variable is as none: streams are buffered, whatever the tests themselves run with.
        env={
            **os.environ,
            "PYTHONPATH": str(PACKAGES),
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUNBUFFERED": "",
        },
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=60,
    )
