"""The lock of wheels, playground/wheels.lock.json: which packages the site carries, with the hash of every file.

It is a pyodide-lock.json with two keys of our own: `sources`, where files can be had, tried in order, and `test_only`,
what the tests inside Pyodide need and the site does not publish. Fetching is fetch.py's work.

    python -m playground.build.lock            checks the lock
    python -m playground.build.lock --renew    writes it anew from the versions below and the sources' own files
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.project import LOCK, Failure, file_hash, say, write_atomically

# What --renew asks for. From Pyodide's distribution: what holds compiled code, and fonttools, of which PyPI offers
# compiled wheels for other machines. The rest is pure.
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
)
TEST_ONLY = ("pytest==9.0.2", "pluggy==1.6.0", "iniconfig==2.3.0", "pygments==2.20.0")
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
    # As pandas 3 says itself; Pyodide's own lock still names pytz, which pandas no longer needs.
    "pandas": ["numpy", "python-dateutil", "tzdata"],
    "python-dateutil": ["six"],
    "micropip": ["packaging"],
    "pytest": ["iniconfig", "packaging", "pluggy", "pygments"],
}
IMPORTS = {
    "fonttools": ["fontTools"],
    "matplotlib": ["matplotlib", "mpl_toolkits", "pylab"],
    "pillow": ["PIL"],
    "python-dateutil": ["dateutil"],
    "pytest": ["pytest", "_pytest"],
    # zoneinfo is the standard library's and looks for its data here: WebAssembly has no zone files of its own.
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
    {"kind": "pypi", "packages": sorted(r.partition("==")[0] for r in (*PURE, *TEST_ONLY))},
]


@dataclass(frozen=True)
class Wheel:
    """One entry of the lock."""

    name: str
    version: str
    file_name: str
    sha256: str
    depends: tuple[str, ...]
    imports: tuple[str, ...]
    test_only: bool


@dataclass(frozen=True)
class Source:
    """A place that serves some of the packages. kind: "url", "member" (of another package's wheel), "pypi"."""

    kind: str
    packages: frozenset[str]
    address: str = ""
    requirement: str = ""
    folder: str = ""

    @property
    def title(self) -> str:
        return {"url": self.address, "member": self.requirement, "pypi": "PyPI"}[self.kind]


@dataclass(frozen=True)
class Lock:
    info: dict[str, str]
    wheels: dict[str, Wheel]
    sources: tuple[Source, ...]

    def entry(self, wheel: Wheel, file_name: str, sha256: str) -> dict[str, Any]:
        """The package as pyodide-lock.json says it, packed in a file of this name and hash."""
        return {
            "depends": list(wheel.depends),
            "file_name": file_name,
            "imports": list(wheel.imports),
            "install_dir": "site",
            "name": wheel.name,
            "package_type": "package",
            "sha256": sha256,
            "unvendored_tests": False,
            "version": wheel.version,
        }


def read_lock(path: Path = LOCK) -> Lock:
    """Raises Failure with one sentence when the lock is not what this module writes."""
    try:
        data = json.loads(path.read_text())
        test_only = set(data["test_only"])
        wheels = {
            name: Wheel(
                name,
                entry["version"],
                entry["file_name"],
                entry["sha256"],
                tuple(entry["depends"]),
                tuple(entry["imports"]),
                name in test_only,
            )
            for name, entry in data["packages"].items()
        }
        sources = tuple(
            Source(**{**source, "packages": frozenset(source["packages"])}) for source in data["sources"]
        )
        return Lock(data["info"], wheels, sources)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"{path.name} cannot be read: {type(error).__name__}: {error}") from error


def check(path: Path = LOCK) -> list[str]:
    """What is wrong with the lock, one sentence each; pyodide-lock looks at its form."""
    from pyodide_lock import PyodideLockSpec

    data = json.loads(path.read_text())
    problems = []
    try:
        spec = PyodideLockSpec(info=data["info"], packages=data["packages"])
        spec.check_wheel_filenames()
    except ValueError as error:
        problems.append(f"pyodide-lock refuses it: {error}")
    lock = read_lock(path)
    served = frozenset[str]().union(*(source.packages for source in lock.sources))
    for name, wheel in lock.wheels.items():
        if not re.fullmatch(r"[0-9a-f]{64}", wheel.sha256):
            problems.append(f"{name}: its sha256 is not 64 hexadecimal digits")
        if name not in served:
            problems.append(f"{name}: no source serves it")
        for needed in wheel.depends:
            if needed not in lock.wheels:
                problems.append(f"{name}: depends on {needed}, which the lock does not have")
            elif lock.wheels[needed].test_only and not wheel.test_only:
                problems.append(f"{name}: is published, but depends on {needed}, which is for tests only")
    return problems


def renew(path: Path = LOCK) -> None:
    """Asks the sources for the versions named above and writes their names and hashes."""
    from playground.build import fetch

    packages: dict[str, Any] = {}
    lock = Lock(INFO, {}, tuple(Source(**{**s, "packages": frozenset(s["packages"])}) for s in SOURCES))
    distribution = fetch.distribution_lock(lock.sources)
    for name in COMPILED:
        theirs = distribution["packages"][name]
        wheel = Wheel(
            name, theirs["version"], theirs["file_name"], theirs["sha256"], *_needs(name), test_only=False
        )
        packages[name] = lock.entry(wheel, wheel.file_name, wheel.sha256)
    with tempfile.TemporaryDirectory() as folder:
        for requirement in (*PURE, *TEST_ONLY):
            name, _, version = requirement.partition("==")
            file = fetch.pip_download(requirement, Path(folder))
            wheel = Wheel(name, version, file.name, file_hash(file), *_needs(name), test_only=False)
            packages[name] = lock.entry(wheel, wheel.file_name, wheel.sha256)
    data = {
        "info": INFO,
        "packages": packages,
        "sources": SOURCES,
        "test_only": [requirement.partition("==")[0] for requirement in TEST_ONLY],
    }
    write_atomically(path, json.dumps(data, indent=2, sort_keys=True) + "\n")


def _needs(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a package depends on, and what it lets a program import."""
    return tuple(DEPENDS.get(name, ())), tuple(IMPORTS.get(name, [name]))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m playground.build.lock", description=__doc__)
    parser.add_argument("--renew", action="store_true", help="write the lock anew")
    try:
        if parser.parse_args().renew:
            renew()
        problems = check()
    except Failure as failure:
        problems = [str(failure)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        say(f"{LOCK.name}: {len(read_lock().wheels)} packages, all in order.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
