"""Leaves out of a wheel what the page never uses of it. Its RECORD still names that, but nothing reads it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from playground.project import CACHE, file_hash, write_atomically

# pytest imports pygments for its own failures. Of its hundreds of lexers, formatters and styles these are kept.
_KEPT = {
    "pygments/lexers/": ("__init__", "_mapping", "diff", "python"),
    "pygments/formatters/": ("__init__", "_mapping", "terminal"),
    "pygments/styles/": ("__init__", "_mapping", "default"),
}


def trimmed(wheel: Path) -> Path:
    """The wheel without what is left out of it; the wheel itself where that is nothing."""
    with zipfile.ZipFile(wheel) as source:
        names = source.namelist()
        kept = [name for name in names if _is_kept(name)]
        if len(kept) == len(names):
            return wheel
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target:
            for name in kept:
                target.writestr(zipfile.ZipInfo(name), source.read(name))
    result = CACHE / "wheels" / f"trimmed-{file_hash(wheel)[:16]}" / wheel.name
    write_atomically(result, data.getvalue())
    return result


def _is_kept(name: str) -> bool:
    for folder, modules in _KEPT.items():
        if name.startswith(folder):
            return name.removeprefix(folder).removesuffix(".py") in modules
    return True
