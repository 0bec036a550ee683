"""The lock of wheels, playground/wheels.lock.json: which packages the site carries, with the hash of every file.

It is a pyodide-lock.json with one more key: `sources`, the places that have the files, to be tried in order. fetch.py
fetches the files, renew_lock.py writes the lock.

    python -m playground.build.lock    checks the lock
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.project import LOCK, Failure, say


@dataclass(frozen=True)
class Wheel:
    """One entry of the lock."""

    name: str
    version: str
    file_name: str
    sha256: str
    depends: tuple[str, ...]
    imports: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A place that has some of the packages. `kind`: "url", "member" (a file in another package's wheel) or "pypi"."""

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
        """The package's entry for pyodide-lock.json, where its file has this name and hash."""
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
    """Reads the lock. Raises Failure with one sentence where it is not what renew_lock.py writes."""
    try:
        data = json.loads(path.read_text())
        wheels = {
            name: Wheel(
                name,
                entry["version"],
                entry["file_name"],
                entry["sha256"],
                tuple(entry["depends"]),
                tuple(entry["imports"]),
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
    """What is wrong with the lock, one sentence each. Its form is checked by the package pyodide-lock."""
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
    return problems


def main() -> int:
    try:
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
