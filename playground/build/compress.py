"""Compresses the site's files beforehand, as a host does on the way out, so that the local server weighs the same.

Results are kept by the hash of the file in .cache/compressed/, outside dist/: a host compresses for itself.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path

from playground.build.runtime import run_node
from playground.project import CACHE, file_hash, say, write_atomically

# Zip files and wheels are compressed inside; pictures and fonts too.
SUFFIXES = {".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"}
MIN_COMPRESSED_BYTES = 512
SCRIPT = Path(__file__).with_name("brotli.mjs")


def compressed(digest: str, encoding: str) -> Path:
    """Where the compressed form of a file with this SHA-256 lies, once it is made."""
    return CACHE / "compressed" / f"{digest}.{encoding}"


def compress(files: Iterable[Path]) -> None:
    """Makes the forms that are missing: brotli at quality 9, about what a host spends, and gzip."""
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
