"""Compresses the site's files as a host does when it sends them, so that the local server sends as many bytes.

The results are kept by the hash of the file in .cache/compressed/, not in dist/, because a host compresses by itself.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path

from playground.build.runtime import run_node
from playground.project import CACHE, file_hash, say, write_atomically

# Only these are compressed: packages, zip files, pictures and fonts are compressed already.
SUFFIXES = {".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"}
MIN_COMPRESSED_BYTES = 512
SCRIPT = Path(__file__).with_name("brotli.mjs")


def compressed(digest: str, encoding: str) -> Path:
    """The path of the compressed form of a file with this SHA-256. It exists once `compress` has made it."""
    return CACHE / "compressed" / f"{digest}.{encoding}"


def compress(files: Iterable[Path]) -> None:
    """Makes the compressed forms that are missing: gzip, and brotli at quality 9, which is about what a host uses."""
    todo = []
    for file in files:
        if file.suffix not in SUFFIXES or file.stat().st_size < MIN_COMPRESSED_BYTES:
            continue
        digest = file_hash(file)
        for encoding in ("gzip", "br"):
            if compressed(digest, encoding).is_file():
                os.utime(compressed(digest, encoding))
        if not compressed(digest, "gzip").is_file():
            write_atomically(compressed(digest, "gzip"), gzip.compress(file.read_bytes(), 6, mtime=0))
        if not compressed(digest, "br").is_file():
            todo.append([str(file), str(compressed(digest, "br"))])
    if todo:
        say(f"Compressing {len(todo)} files …")
        listed = CACHE / "compressed" / "list.json"
        write_atomically(listed, json.dumps(todo))
        run_node([str(SCRIPT), str(listed)], "Compressing")
