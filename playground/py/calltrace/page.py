"""
The page with a run: one HTML file that holds the viewer and a trace, and opens anywhere. Leaves to
playground/build/viewer.py how the viewer is made, and to file.py what a trace is.
"""

from __future__ import annotations

import binascii
import os
import re
import zlib
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._own import to_json

_VIEWER = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "calltrace_viewer", "viewer.html"
)
# Where the run stands in the viewer.
_PLACE = b"<!--run-->"
# zlib's number for a stream with gzip's own header.
_GZIP = 31
# Bytes of one block: without rest in base64, so that blocks can be read one by one, and together as well.
_BLOCK = 3 << 18
_BEGIN = b'<script type="application/octet-stream" data-run="'
_RUN = re.compile(rb'<script type="application/octet-stream" data-run="[^"]*">([A-Za-z0-9+/=\s]*)</script>')

NO_VIEWER = (
    "a page needs the viewer, which is not installed here: name the output .json, or install the wheel that "
    "`python3 -m playground package` makes (in a checkout, `python3 -m playground build` makes the viewer)"
)


def is_page(name: str) -> bool:
    """Whether a file of this name is to be a page."""
    return name.lower().endswith((".html", ".htm"))


def check_viewer() -> None:
    """Raises OSError with a sentence where there is no viewer to write a page with."""
    if not os.path.isfile(_VIEWER):
        raise OSError(NO_VIEWER)


def write_page(data: dict[str, Any], path: str | os.PathLike[str]) -> None:
    """Writes the content of a trace file as a page. Raises OSError."""
    page = page_of(data)
    with open(path, "wb") as file:
        file.write(page)


def page_of(data: dict[str, Any]) -> bytes:
    """The page with this content of a trace file. Raises OSError where there is no viewer."""
    return page_with(f"{to_json(data)}\n".encode("ascii"), data["program"]["filename"])


def page_with(content: bytes, name: str, more: str = "", level: int = 6) -> bytes:
    """
    The page with a file that the viewer can read, of whatever format, gzip or not. `name` is shown as its title; `more`
    is HTML that is put in front of it, `level` zlib's.
    """
    check_viewer()
    with open(_VIEWER, "rb") as file:
        before, _, after = file.read().partition(_PLACE)
    if content[:2] != b"\x1f\x8b":
        packing = zlib.compressobj(level, wbits=_GZIP)
        content = packing.compress(content) + packing.flush()
    shown = _escaped(name).encode("ascii")
    blocks = [
        b"".join(
            [
                _BEGIN,
                shown,
                b'">',
                binascii.b2a_base64(content[at : at + _BLOCK], newline=False),
                b"</script>\n",
            ]
        )
        for at in range(0, len(content), _BLOCK)
    ]
    return b"".join([before, more.encode("ascii"), *blocks, after])


def is_web_page(content: bytes) -> bool:
    return content[:14].lower() == b"<!doctype html"


def run_in(page: bytes) -> bytes | None:
    """The file in a page, as it was given but for its packing: gzip. None: it is no such page. Raises ValueError."""
    if not is_web_page(page):
        return None
    blocks = _RUN.findall(page)
    return binascii.a2b_base64(b"".join(blocks), strict_mode=True) if blocks else None


def _escaped(name: str) -> str:
    """As the value of an attribute, in ASCII."""
    return "".join(c if c.isascii() and (c.isalnum() or c in " ._-/:") else f"&#{ord(c)};" for c in name)
