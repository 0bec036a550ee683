"""Packs a wheel, as it was compiled, the way the page unpacks it quickest: one gzip stream around one tar file.

A browser inflates a gzip stream by itself, at several times the speed of unpacking a wheel file by file; in one stream
the files are smaller, too. Pyodide's own loadPackage takes it as well.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

from playground.build import wasm
from playground.project import CACHE, file_hash, key_of, write_atomically

VERSION = 2


def packed(wheel: Path) -> Path:
    """The wheel's files as .tar.gz, kept in .cache/packages/ by the hash of the wheel."""
    result = (
        CACHE / "packages" / f"{key_of(VERSION, file_hash(wheel), file_hash(Path(wasm.__file__)))}.tar.gz"
    )
    if result.is_file():
        os.utime(result)
    else:
        write_atomically(result, pack(wheel))
    return result


def pack(wheel: Path) -> bytes:
    """The files that belong into site-packages, as .tar.gz; the same bytes each time."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(wheel) as source,
        tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for info in source.infolist():
            # NAME.data/ holds what belongs outside of site-packages: manual pages, scripts, C headers.
            if info.is_dir() or info.filename.partition("/")[0].endswith(".data"):
                continue
            # Of the header only the name and the size matter; the rest is the same whenever it is packed.
            content = source.read(info)
            if content.startswith(wasm.MAGIC):
                content = wasm.for_v8(content)
            entry = tarfile.TarInfo(info.filename)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(data.getvalue(), 9, mtime=0)
