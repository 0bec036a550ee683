"""
Fresh interpreters: the one thing that tests from a run need of the machine. CPython starts a process for each job; in a
page there are no processes, and the page itself gives each job to a worker (page.py). So whoever makes tests never runs
a job: it yields its work, and is sent what was found.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Job = dict[str, Any]
Told = dict[str, Any]
Tell = Callable[[Told], None]
# Says how far a stage is: its name, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Work:
    """
    Jobs that do not need each other, each with its hash seed. `stage`: what they are for; `pieces`: how many there are
    in all of them.
    """

    stage: str
    pieces: int
    jobs: list[tuple[Job, int]]


Result = TypeVar("Result")
# Yields work, is sent what each of its jobs has told, and returns a result.
Steps = Generator[Work, list[list[Told]], Result]


class Interpreters(Protocol):
    def run(self, job: Job, tell: Tell, *, hash_seed: int = 0) -> None:
        """
        Does a job (see inside/jobs.py) in an interpreter that nothing else has run in. `tell` gets what it finds. Where
        a piece takes too long or ends the interpreter, `tell` gets {"number": piece, "lost": why}, and another
        interpreter goes on behind it.
        """

    def run_file(self, files: dict[str, str], test: str, style: str) -> str | None:
        """Runs the test file `test` by its own runner, beside the others. None: it passed; else what it said."""


def drive(steps: Steps[Result], interpreters: Interpreters, progress: Progress) -> Result:
    """Does what is yielded, job by job, until there is a result."""
    try:
        work = next(steps)
        while True:
            work = steps.send(_done(work, interpreters, progress))
    except StopIteration as end:
        result: Result = end.value
        return result


def _done(work: Work, interpreters: Interpreters, progress: Progress) -> list[list[Told]]:
    done = 0
    found: list[list[Told]] = []

    def tell(one: Told) -> None:
        nonlocal done
        found[-1].append(one)
        if "number" in one:
            done += 1
            progress(work.stage, done, work.pieces)

    for job, hash_seed in work.jobs:
        found.append([])
        interpreters.run(job, tell, hash_seed=hash_seed)
    return found


class Subprocesses:
    """`patience`: how many seconds one piece of a job may take."""

    def __init__(self, patience: float = 10.0, python: str = sys.executable) -> None:
        self._patience, self._python = patience, python

    def run(self, job: Job, tell: Tell, *, hash_seed: int = 0) -> None:
        begin = job.get("from", 0)
        with tempfile.TemporaryDirectory(prefix="calltrace-tests-") as folder:
            write_sources(folder, job["sources"])
            while True:
                lost = self._once({**job, "folder": folder, "from": begin}, tell, hash_seed)
                if lost is None:
                    return
                place, why = lost
                number = job["order"][place] if job["kind"] == "check" else place
                tell({"number": number, "lost": why})
                begin = place + 1

    def _once(self, job: Job, tell: Tell, hash_seed: int) -> tuple[int, str] | None:
        """The place of the piece that ended the interpreter, and how; None: the job was done."""
        process = subprocess.Popen(
            [self._python, "-P", "-m", "calltrace_tests.inside"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=job["folder"], env=_environment(hash_seed), text=True, encoding="utf-8",
        )  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        lines: queue.Queue[str] = queue.Queue()
        stdout = process.stdout

        def read() -> None:
            for line in stdout:
                lines.put(line)
            lines.put("")

        threading.Thread(target=read, daemon=True).start()
        place = job["from"] - 1
        try:
            process.stdin.write(json.dumps(job))
            process.stdin.close()
            while True:
                try:
                    # The first words take longer: Python starts, and imports what the program imports.
                    line = lines.get(timeout=self._patience + (20 if place < job["from"] else 0))
                except queue.Empty:
                    return max(place, job["from"]), f"it takes longer than {self._patience:.0f} seconds"
                if not line:
                    return max(place, job["from"]), "it ends the interpreter"
                found = json.loads(line)
                if found.get("done"):
                    return None
                if found.get("begins"):
                    place += 1
                else:
                    tell(found)
        except BrokenPipeError:
            return max(place, job["from"]), "it ends the interpreter"
        finally:
            process.kill()
            process.wait()
            stdout.close()

    def run_file(self, files: dict[str, str], test: str, style: str) -> str | None:
        runner = ["-m", "unittest", "-q", test.removesuffix(".py")]
        if style == "pytest":
            runner = [
                "-m",
                "pytest",
                "-q",
                "--no-header",
                "-p",
                "no:cacheprovider",
                "--tb=line",
                "--rootdir=.",
                test,
            ]
        with tempfile.TemporaryDirectory(prefix="calltrace-tests-") as folder:
            write_sources(folder, files)
            done = subprocess.run(
                [self._python, *runner], cwd=folder, env=_environment(1), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
                timeout=600, check=False,
            )  # fmt: skip
        return None if done.returncode == 0 else done.stdout


def _environment(hash_seed: int) -> dict[str, str]:
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH", "")])]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    return {
        **kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": ("UTC", "Asia/Kathmandu", "America/St_Johns")[hash_seed % 3],
    }  # fmt: skip


def write_sources(folder: str, files: dict[str, str]) -> None:
    for file, text in files.items():
        path = os.path.join(folder, file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogatepass") as out:
            out.write(text)
