"""Pillow's `Image.show()` in the program's output. figures.py does the same for Matplotlib."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from types import ModuleType
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# Limits of one run and of one picture, because pictures are kept in the page and in the trace file.
MAX_PICTURES = 40
MAX_PICTURE_BYTES = 4_000_000
# No picture is wider or higher, whatever the program asks for: the page is some 600 px wide.
MAX_PICTURE_PIXELS = 2_000

Show = Callable[[str, str, "str | None"], None]


def adapt(image_show: ModuleType, show: Show) -> None:
    """Registers a viewer before those that would start a program."""
    shown = 0

    class Viewer(image_show.Viewer):  # type: ignore[name-defined,misc]
        def show(self, image: Any, **options: Any) -> int:
            nonlocal shown
            shown += 1
            if shown <= MAX_PICTURES:
                _show(image, options.get("title"), show)
            elif shown == MAX_PICTURES + 1:
                show("stderr", f"Only the first {MAX_PICTURES} pictures are shown.\n", None)
            return 1

    image_show.register(Viewer, 0)


def _show(image: Any, title: Any, show: Show) -> None:
    width, height = image.size
    text = f"Picture: {title or f'{width} × {height} pixels'}"
    if max(width, height) > MAX_PICTURE_PIXELS:
        image = image.copy()
        image.thumbnail((MAX_PICTURE_PIXELS, MAX_PICTURE_PIXELS))
    if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        image = image.convert("RGBA" if "A" in image.mode or "a" in image.mode else "RGB")
    file = io.BytesIO()
    image.save(file, format="png")
    if file.tell() > MAX_PICTURE_BYTES:
        show("stderr", f"{text} is too large to be shown: {file.tell() / 1e6:.1f} MB.\n", None)
        return
    show("stdout", text + "\n", base64.b64encode(file.getvalue()).decode("ascii"))
