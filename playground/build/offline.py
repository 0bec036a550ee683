"""The list of files that the service worker keeps, written in front of its script: hashes to check them by, and the
headers that the host sends with them, which do not come out of a store that others may have written into.

Offline from the first visit on: the page, its fonts, its guide, the recorded examples, the runtime. Packages are large,
so a package is kept once a program has used it (playground/web/src/offline/).
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

from playground.headers import headers_for, read_rules
from playground.project import file_hash

# Asked for by search engines, and by other people's pages, which are not here without a network.
LEFT_OUT = {"embed.html", "robots.txt"}
# Documents by the address that the page and the host know them by.
DOCUMENTS = {"index.html": "/", "guide.html": "/guide"}
# Folders in which a name never means another file later.
HASHED = ("assets/", "runtime/", "examples/")


def service_worker(script: Path, files: dict[str, Path]) -> bytes:
    """The script to publish as sw.js; `files` is all else that is published, by its path below the site."""
    always: list[dict[str, str | int | None]] = []
    used: list[dict[str, str | int | None]] = []
    rules = read_rules()
    # Many files have the same headers: each set is written once.
    sets: list[dict[str, str]] = []
    for name, path in sorted(files.items()):
        if name in LEFT_OUT or name.endswith(".map"):
            continue
        digest = file_hash(path)
        url = DOCUMENTS.get(name, f"/{name}")
        headers = headers_for(url, rules)
        if headers not in sets:
            sets.append(headers)
        entry = {
            "url": url,
            "revision": None if name.startswith(HASHED) else digest[:16],
            "integrity": "sha256-" + base64.b64encode(bytes.fromhex(digest)).decode(),
            "headers": sets.index(headers),
        }
        (used if name.endswith(".tar.gz") else always).append(entry)
    listed = json.dumps({"headers": sets, "always": always, "used": used}, separators=(",", ":"))
    return f"self.SITE_FILES={listed};\n{script.read_text('utf-8')}".encode()
