"""Gives the scripts and style sheets that a document names the hash of their file.

A browser keeps what it was once sent under a hashed name for a year, also if it was damaged on its way. With a hash in
the document it runs none of it, and playground/web/public/load-check.js has it fetched anew.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

# A tag from its beginning to the end of the address in it, and the address.
NAMED = re.compile(r'(<(?:script|link)\b[^>]*?\s(?:src|href)="/(assets/[^"]+\.(?:js|css))")')


def add_integrity(folder: Path) -> None:
    """Changes the documents in the folder of a site; the files that they name lie there too."""
    for document in folder.glob("*.html"):
        document.write_text(NAMED.sub(lambda tag: _hashed(tag, folder), document.read_text("utf-8")), "utf-8")


def _hashed(tag: re.Match[str], folder: Path) -> str:
    digest = hashlib.sha384((folder / tag[2]).read_bytes()).digest()
    return f'{tag[1]} integrity="sha384-{base64.b64encode(digest).decode()}"'
