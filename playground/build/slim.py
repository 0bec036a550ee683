"""Leaves out of a package what a program in the page cannot use, so that less is fetched and unpacked.

The whole wheel is what the lock pins; what is left of it depends on the wheel and on this file alone. Licences and the
package's own list of what it is (NAME.dist-info) stay.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

from playground.project import CACHE, file_hash, key_of, write_atomically

# By the package's name, what is left out: a match at the beginning of a file's path.
LEFT_OUT = {
    # Django: databases other than SQLite, the parts that need a server, a map or an admin's static files, templates of
    # new projects, and texts in languages other than English.
    "django": re.compile(
        r"django/("
        r"bin/|conf/(app_template|project_template)/"
        r"|conf/locale/(?!(__init__|en/|en_GB/__init__))"
        r"|contrib/(gis|admin|admindocs|postgres|flatpages|redirects|sitemaps|syndication)/"
        r"|contrib/\w+/(locale|static)/"
        r"|db/backends/(mysql|oracle|postgresql)/"
        r"|.*\.po$|(?!conf/locale/en/).*\.mo$"
        r")"
    ),
    # Pygments, which pytest imports to colour failures: what is in other languages than Python, and other outputs.
    "pygments": re.compile(
        r"pygments/(lexers/(?!(__init__|_mapping|diff|python)\.py)"
        r"|formatters/(?!(__init__|_mapping|terminal)\.py)"
        r"|styles/(?!(__init__|_mapping|default)\.py))"
    ),
}


def slimmed(name: str, wheel: Path) -> Path:
    """The wheel without what is left out, kept in .cache/slim/; the wheel itself where nothing is."""
    left_out = LEFT_OUT.get(name)
    if left_out is None:
        return wheel
    key = key_of(left_out.pattern, file_hash(wheel))
    result = CACHE / "slim" / key / wheel.name
    if result.is_file():
        os.utime(result.parent)
    else:
        write_atomically(result, without(wheel, left_out))
    return result


def without(wheel: Path, left_out: re.Pattern[str]) -> bytes:
    """The wheel's bytes without the files whose paths begin with a match. The same wheel gives the same bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(data, "w") as target:
        for info in source.infolist():
            if not left_out.match(info.filename):
                entry = zipfile.ZipInfo(info.filename)
                target.writestr(entry, source.read(info))
    return data.getvalue()
