"""
How a trace is shown: as the web page that is one file, where this installation has the viewer; else as the trace file,
for "Open trace" in the playground. The one place that has to know.
"""

from __future__ import annotations

from typing import Any

from .. import page
from ..file import encoded


def page_of(trace: dict[str, Any]) -> bytes | None:
    """The web page; None: this installation has no viewer."""
    try:
        return page.page_of(trace)
    except OSError:
        return None


def file_of(trace: dict[str, Any]) -> bytes:
    return encoded(trace, "trace.json")
