"""Writes the lock of wheels anew, from the versions below and from the names and hashes of the sources' files.

python -m playground.build.renew_lock
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from playground.build import lock as locks
from playground.build.fetch import distribution_lock, pip_download
from playground.build.lock import Lock, Source, Wheel
from playground.project import LOCK, Failure, file_hash, write_atomically

# These come from Pyodide's distribution, in its versions: packages with compiled code, and fonttools, of which PyPI
# offers wheels with code for other machines. The packages below are pure Python and come from PyPI in these versions.
COMPILED = ("contourpy", "fonttools", "kiwisolver", "matplotlib", "numpy", "pandas", "pillow")
PURE = (
    "python-dateutil==2.9.0.post0",
    "six==1.17.0",
    "pytz==2026.1.post1",
    "tzdata==2025.3",
    "micropip==0.11.1",
    "packaging==26.1",
    "cycler==0.12.1",
    "pyparsing==3.3.2",
    "django==6.1.3",
    "sqlparse==0.6.1",
    "asgiref==3.13.0",
    "pytest==9.0.2",
    "pluggy==1.6.0",
    "iniconfig==2.3.0",
    "pygments==2.20.0",
)
DEPENDS = {
    "contourpy": ["numpy"],
    "matplotlib": [
        "contourpy",
        "cycler",
        "fonttools",
        "kiwisolver",
        "numpy",
        "packaging",
        "pillow",
        "pyparsing",
        "python-dateutil",
    ],
    # This is what pandas 3 says itself; Pyodide's own lock still names pytz, which pandas no longer needs.
    "pandas": ["numpy", "python-dateutil", "tzdata"],
    "python-dateutil": ["six"],
    "django": ["asgiref", "sqlparse"],
    "micropip": ["packaging"],
    "pytest": ["iniconfig", "packaging", "pluggy", "pygments"],
}
IMPORTS = {
    "fonttools": ["fontTools"],
    "matplotlib": ["matplotlib", "mpl_toolkits", "pylab"],
    "pillow": ["PIL"],
    "python-dateutil": ["dateutil"],
    # What the site has of it is trimmed (slim.py): a program that wants it gets all of it from PyPI.
    "pygments": [],
    "pytest": ["pytest", "_pytest"],
    # zoneinfo is a module of the standard library. It finds its data in tzdata, because a browser has no zone files.
    "tzdata": ["tzdata", "zoneinfo"],
}
INFO = {
    "abi_version": "2026_0",
    "arch": "wasm32",
    "platform": "emscripten_5_0_3",
    "python": "3.14.2",
    "version": "314.0.7",
}
SOURCES: list[dict[str, Any]] = [
    {
        "kind": "url",
        "address": "https://cdn.jsdelivr.net/pyodide/v314.0.3/full/",
        "packages": list(COMPILED),
    },
    {
        "kind": "member",
        "requirement": "open-webui==0.12.4",
        "folder": "open_webui/frontend/pyodide/",
        "packages": list(COMPILED),
    },
    {"kind": "pypi", "packages": sorted(r.partition("==")[0] for r in PURE)},
]


def renew(path: Path = LOCK) -> None:
    """Asks the sources for the packages named above, and writes the names and hashes of their files into the lock."""
    packages: dict[str, Any] = {}
    lock = Lock(INFO, {}, tuple(Source(**{**s, "packages": frozenset(s["packages"])}) for s in SOURCES))
    distribution = distribution_lock(lock.sources)
    for name in COMPILED:
        theirs = distribution["packages"][name]
        wheel = Wheel(
            name,
            theirs["version"],
            theirs["file_name"],
            theirs["sha256"],
            *_depends_and_imports(name),
        )
        packages[name] = lock.entry(wheel, wheel.file_name, wheel.sha256)
    with tempfile.TemporaryDirectory() as folder:
        for requirement in PURE:
            name, _, version = requirement.partition("==")
            file = pip_download(requirement, Path(folder))
            wheel = Wheel(name, version, file.name, file_hash(file), *_depends_and_imports(name))
            packages[name] = lock.entry(wheel, wheel.file_name, wheel.sha256)
    data = {"info": INFO, "packages": packages, "sources": SOURCES}
    write_atomically(path, json.dumps(data, indent=2, sort_keys=True) + "\n")


def _depends_and_imports(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a package depends on, and what it lets a program import."""
    return tuple(DEPENDS.get(name, ())), tuple(IMPORTS.get(name, [name]))


def main() -> int:
    try:
        renew()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return locks.main()


if __name__ == "__main__":
    sys.exit(main())
