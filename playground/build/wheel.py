"""Makes the wheel of the recorder: pure Python and the viewer, which whoever installs it need not build (no Node)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playground import bootstrap
from playground.build.viewer import build_viewer
from playground.project import PY, ROOT, exclusive_lock, say

WHEELS = ROOT / "build"
# What the wheel is made of; pyproject.toml says what of it goes in.
INPUTS = ("pyproject.toml", "README.md", "LICENSE")


def build_wheel(folder: Path = WHEELS) -> Path:
    """The path of the wheel, in `folder`. The build's own tools come by pip, as pyproject.toml pins them."""
    bootstrap.npm_packages()
    with exclusive_lock("build"):
        build_viewer()
    folder.mkdir(parents=True, exist_ok=True)
    # In a copy, because setuptools writes beside what it packs.
    with tempfile.TemporaryDirectory() as copy, tempfile.TemporaryDirectory() as made:
        for name in INPUTS:
            shutil.copy(ROOT / name, copy)
        leave_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(PY, Path(copy) / PY.relative_to(ROOT), ignore=leave_out)
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--wheel-dir", made, copy], check=True)
        (wheel,) = Path(made).glob("*.whl")
        result = folder / wheel.name
        shutil.copy(wheel, result)
    say(f"{result.relative_to(ROOT) if result.is_relative_to(ROOT) else result}: pip install it anywhere.")
    return result
