"""Writes the list of the files that the service worker keeps in front of its script.

The list has a hash to check each file by, and the headers that the host sends with it: a cache that others may have
written into is trusted for neither. The page, its fonts, its guide, the recorded examples and the runtime work offline
from the first visit on. Packages are large: one is kept once a program has used it (playground/web/src/offline/). So is
what writes tests.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from playground.headers import headers_for, read_rules
from playground.project import file_hash

# Search engines and other people's pages ask for the first two, and neither does without a network. The third is asked
# for when Python did not start, past everything that is kept.
NOT_OFFLINE = {"embed.html", "robots.txt", "integrity.json"}
# What is large and seldom wanted: packages, what writes tests, and the page that a run is saved in.
USED = re.compile(r"\.tar\.gz$|^assets/(?:tests|viewer)-[^/]+\.(?:zip|html)$")
# Documents whose address, for the page and for the host, is not the name of the file.
DOCUMENTS = {"index.html": "/", "guide.html": "/guide"}
# Names in these folders hold a hash: a name never stands for another file later.
HASHED_FOLDERS = ("assets/", "runtime/", "examples/")


def service_worker(script: Path, files: dict[str, Path]) -> bytes:
    """The script to publish as sw.js. `files` is everything else that is published, by its path in the site."""
    always: list[dict[str, str | int | None]] = []
    used: list[dict[str, str | int | None]] = []
    rules = read_rules()
    # Many files have the same headers: each set of headers is written once.
    header_sets: list[dict[str, str]] = []
    for name, path in sorted(files.items()):
        if Path(name).name in NOT_OFFLINE or name.endswith(".map"):
            continue
        digest = file_hash(path)
        url = DOCUMENTS.get(name, f"/{name}")
        headers = headers_for(url, rules)
        if headers not in header_sets:
            header_sets.append(headers)
        entry = {
            "url": url,
            "revision": None if name.startswith(HASHED_FOLDERS) else digest[:16],
            "integrity": "sha256-" + base64.b64encode(bytes.fromhex(digest)).decode(),
            "headers": header_sets.index(headers),
        }
        (used if USED.search(name) else always).append(entry)
    listed = json.dumps({"headers": header_sets, "always": always, "used": used}, separators=(",", ":"))
    return f"self.SITE_FILES={listed};\n{script.read_text('utf-8')}".encode()
