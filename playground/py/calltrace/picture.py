"""
A run as a notebook shows it: the page of page.py in a frame of the notebook's own, so that nothing has to be served.
"""

from __future__ import annotations

import html
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .page import page_of
from .quietly import suppress

DEFAULT_HEIGHT_PX = 600


def bundle_of(trace: dict[str, Any], text: str, height: int = DEFAULT_HEIGHT_PX) -> dict[str, str]:
    """By MIME type; `text` is for where no picture can be shown. `height` in px."""
    shown = {"text/plain": text}
    with suppress(OSError):  # this installation has no viewer
        shown["text/html"] = _frame_of(trace, height)
    return shown


def _frame_of(trace: dict[str, Any], height: int) -> str:
    """Raises OSError where there is no viewer."""
    page = html.escape(page_of(trace).decode("utf-8"), quote=True)
    # It may run its own scripts and save files; of the notebook around it, it knows nothing.
    return (
        f'<iframe title="Recorded run" sandbox="allow-scripts allow-downloads allow-popups" srcdoc="{page}" '
        f'style="width: 100%; height: {height}px; border: 0"></iframe>'
    )
