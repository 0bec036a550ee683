"""
Programs that meddle with what a recorder stands on, run from a shell with and without it: the same output, the same
errors, the same exit code; and a whole trace all the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from calltrace.file import read
from tests.recorder.meddling import PROGRAMS

PACKAGES = Path(__file__).parents[3] / "playground" / "py"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


# What is not the same, by nature.
SAYS_MORE = {
    "the builtins deleted": "a loaded `threading` complains when Python ends, and the recorder loads it",
    "the builtins replaced": "the same",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_as_without_the_recorder(tmp_path: Path, name: str, hook: str) -> None:
    (tmp_path / "p.py").write_text(textwrap.dedent(PROGRAMS[name]), encoding="utf-8")
    plain = run(tmp_path, "p.py")
    recorded = run(tmp_path, "-m", "calltrace", "record", "--hook", hook, "p.py")
    here = str(tmp_path) + os.sep
    said = [line for line in recorded.stderr.splitlines() if "→ p.trace.json" not in line]
    assert recorded.stdout == plain.stdout, recorded.stderr
    if name not in SAYS_MORE:
        assert "\n".join(said).replace(here, "") == plain.stderr.rstrip("\n").replace(here, "")
    assert recorded.returncode == plain.returncode
    if name != "os._exit":
        assert read(tmp_path / "p.trace.json")["recording"]["calls_seen"] > 0
