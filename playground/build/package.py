"""Packs a wheel of bytecode in the form that the page unpacks fastest: a tar file compressed with gzip.

A browser inflates one gzip stream by itself, several times faster than a wheel is unpacked file by file, and the files
are smaller in one stream. Pyodide's own loadPackage reads this form, too.
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
    """The path of the wheel's files as .tar.gz, which is kept in .cache/packages/ by the hash of the wheel."""
    result = (
        CACHE / "packages" / f"{key_of(VERSION, file_hash(wheel), file_hash(Path(wasm.__file__)))}.tar.gz"
    )
    if result.is_file():
        os.utime(result)
    else:
        write_atomically(result, pack(wheel))
    return result


def pack(wheel: Path) -> bytes:
    """The wheel's files for site-packages as .tar.gz. The same wheel gives the same bytes every time."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(wheel) as source,
        tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for info in source.infolist():
            # NAME.data/ holds files for other places than site-packages: manual pages, scripts, C headers.
            if info.is_dir() or info.filename.partition("/")[0].endswith(".data"):
                continue
            content = source.read(info)
            if content.startswith(wasm.MAGIC):
                content = wasm.for_v8(content)
            # Only the name and the size are set in the header, so that it does not depend on when this is packed.
            entry = tarfile.TarInfo(info.filename)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(data.getvalue(), 9, mtime=0)
