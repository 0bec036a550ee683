"""`python3 -m playground test`: builds the site, runs every step, also after one has failed, and adds up the results.

The last line is "N passed, N failed". A step that does not count its tests, such as a linter, counts as one test.
Attempts that were made again after a failure are counted there, too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from playground import bootstrap
from playground.build.runtime import build_runtime, test_wheels
from playground.build.site import build
from playground.project import CACHE, ROOT, WEB, Failure, NotHere, WrongUse, say

IN_PYODIDE = ROOT / "tests" / "recorder" / "in_pyodide.mjs"
MEDDLING = ROOT / "tests" / "recorder" / "meddling_in_pyodide.mjs"
TEST_WHEELS = CACHE / "test-wheels"


@dataclass(frozen=True)
class Step:
    part: str
    """The name by which the command line chooses it; several steps may share one."""
    title: str
    command: Callable[[], list[str]]
    folder: Path = ROOT
    needs_site: bool = False
    fills: bool = False
    """Whether it keeps two cores busy or measures time: nothing else runs beside it then."""
    beside_build: bool = False
    """Whether it needs nothing of what is built: it runs while the build waits for downloads."""


@dataclass(frozen=True)
class Count:
    passed: int
    failed: int
    skipped: int = 0
    rerun: int = 0
    """How many failed attempts were made again."""

    def __add__(self, other: Count) -> Count:
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.rerun + other.rerun,
        )

    def __str__(self) -> str:
        said = f"{self.passed} passed, {self.failed} failed"
        if self.skipped:
            said += f", {self.skipped} skipped"
        return f"{said}, {self.rerun} tried again" if self.rerun else said


def _python(*arguments: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", *arguments]


def _tool(script: str, *arguments: str) -> Callable[[], list[str]]:
    """A tool of node_modules, by the script that starts it."""
    return lambda: [bootstrap.node()[0], str(WEB / "node_modules" / script), *arguments]


def _in_pyodide() -> list[str]:
    TEST_WHEELS.mkdir(parents=True, exist_ok=True)
    for path in test_wheels().values():
        shutil.copyfile(path, TEST_WHEELS / path.name)
    return [
        bootstrap.node()[0],
        "--experimental-wasm-jspi",
        str(IN_PYODIDE),
        str(build_runtime().folder),
        str(TEST_WHEELS),
    ]


def _meddling_in_pyodide() -> list[str]:
    runtime = str(build_runtime().folder)
    return [bootstrap.node()[0], "--experimental-wasm-jspi", str(MEDDLING), runtime]


def _in_firefox() -> list[str]:
    """The main job in Firefox, run by Node's own test runner, which ends with the number of tests that passed."""
    script = str(WEB / "firefox" / "main_job.ts")
    return [bootstrap.node()[0], "--test-reporter=spec", script, sys.executable, bootstrap.firefox()]


# Two processes at once, each with whole test files: for tests that start interpreters and browsers and wait for them.
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")
# Three for the page's tests, since a page waits as often as it works. A process that has nothing left to do takes over
# tests of another.
SHARED_OUT = ("-n", "3", "--dist", "worksteal")

# A test of the page that fails is tried again once: a machine that stands still for a minute is no fault of the page.
# The first failure is shown all the same (tests/page/conftest.py) and counted in the summary, so that an intermittent
# fault is seen.
TWICE = ("--reruns", "1")


def _page(part: str, title: str, marked: str, *how: str) -> Step:
    command = _python("pytest", "tests/page", "-m", marked, "--durations=15", *TWICE, *how)
    return Step(part, title, command, needs_site=True, fills=True)


STEPS = (
    Step("lint", "ruff check", _python("ruff", "check"), beside_build=True),
    Step("lint", "ruff format", _python("ruff", "format", "--check"), beside_build=True),
    Step("types", "mypy", _python("mypy"), beside_build=True),
    Step(
        "recorder",
        "recorder on CPython",
        _python("pytest", "tests/recorder", *SIDE_BY_SIDE),
        beside_build=True,
    ),
    Step(
        "written",
        "tests from a run",
        _python("pytest", "tests/written", *SIDE_BY_SIDE),
        beside_build=True,
    ),
    Step("mapped", "which test runs which line", _python("pytest", "tests/mapped"), beside_build=True),
    Step("examples", "examples on CPython", _python("pytest", "tests/examples"), beside_build=True),
    Step("web", "tsc", _tool("typescript/bin/tsc", "--noEmit"), WEB),
    Step("web", "biome", _tool("@biomejs/biome/bin/biome", "ci", "."), WEB),
    # A test of half a second may take ten seconds on a busy machine.
    Step(
        "web",
        "vitest",
        _tool("vitest/vitest.mjs", "run", "--no-isolate", "--maxWorkers=1", "--testTimeout=60000"),
        WEB,
    ),
    Step("pyodide", "recorder inside Pyodide", _in_pyodide),
    Step("pyodide", "meddling programs inside Pyodide", _meddling_in_pyodide),
    Step("site", "the built site", _python("pytest", "tests/site"), needs_site=True),
    _page("page", "the page in a browser", "not hostile and not alone", *SHARED_OUT),
    _page("page", "what is measured in the page", "alone"),
    _page("hostile", "programs that mean the page harm", "hostile", *SHARED_OUT),
    Step("firefox", "the main job in Firefox", _in_firefox, needs_site=True),
)
PARTS = tuple(dict.fromkeys(step.part for step in STEPS))

Outcomes = dict[Step, tuple[Count, float]]
Submitted = list[tuple[Step, Future[tuple[str, tuple[Count, float]]]]]


def run_test_steps(parts: Sequence[str]) -> int:
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise WrongUse(f"test: there is no part {unknown[0]!r}; the parts are {', '.join(PARTS)}.")
    steps = [step for step in STEPS if not parts or step.part in parts]
    outcomes: Outcomes = {}
    with ThreadPoolExecutor(1) as pool:
        early = _submit(pool, (step for step in steps if step.beside_build), outcomes)
        began = time.monotonic()
        built = _is_built()
        results = [("build", Count(int(built), int(not built)), time.monotonic() - began)]
        _collect(early, outcomes)
    later = []
    for step in steps:
        if step.needs_site and not built:
            _head(step)
            say("Not run: the build failed.")
            outcomes[step] = Count(0, 1), 0.0
        elif not step.beside_build:
            later.append(step)
    # Steps that need only one core run two at a time.
    with ThreadPoolExecutor(2) as pool:
        _collect(_submit(pool, (step for step in later if not step.fills), outcomes), outcomes)
    for step in later:
        if not step.fills:
            continue
        if isinstance(command := _command(step), Count):
            outcomes[step] = command, 0.0
        else:
            _head(step)
            _, outcomes[step] = _run_step(step, command, hear=say)
    return _summary(results + [(step.title, *outcomes[step]) for step in steps])


def _is_built() -> bool:
    try:
        build()
    except Failure as failure:
        say(f"playground: {failure}")
        return False
    return True


def _submit(pool: ThreadPoolExecutor, steps: Iterable[Step], outcomes: Outcomes) -> Submitted:
    submitted: Submitted = []
    for step in steps:
        if isinstance(command := _command(step), Count):
            outcomes[step] = command, 0.0
        else:
            submitted.append((step, pool.submit(_run_step, step, command)))
    return submitted


def _collect(submitted: Submitted, outcomes: Outcomes) -> None:
    """The output of each is shown together, once it has ended."""
    for step, future in submitted:
        output, outcomes[step] = future.result()
        _head(step)
        say(output.rstrip("\n"))


def _head(step: Step) -> None:
    say(f"\n── {step.title} " + "─" * (76 - len(step.title)))


def _command(step: Step) -> list[str] | Count:
    """The command to run, or the result of a step that cannot be run here."""
    try:
        return step.command()
    except NotHere as reason:
        _head(step)
        say(f"Skipped: {reason}")
        return Count(0, 0, 1)
    except Failure as failure:
        _head(step)
        say(f"playground: {failure}")
        return Count(0, 1)


def _run_step(
    step: Step, command: list[str], hear: Callable[[str], None] = lambda line: None
) -> tuple[str, tuple[Count, float]]:
    """Runs one step and returns its output, its counts and its seconds. `hear` gets each line when it is printed."""
    began = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        cwd=step.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    lines = []
    try:
        for line in process.stdout:
            hear(line.rstrip("\n"))
            lines.append(line)
        code = process.wait()
    finally:
        process.kill()
    output = "".join(lines)
    return output, (count_tests(output, code), time.monotonic() - began)


NODE_CLOSES = re.compile(r"^ℹ (pass|fail) (\d+)$", re.MULTILINE)


def count_tests(output: str, code: int) -> Count:
    """Counts by the closing line of pytest, Vitest or Node's runner; an output without one counts as one test."""
    closing = ", ".join(f"{number} {word}ed" for word, number in NODE_CLOSES.findall(output))
    for line in output.splitlines():
        if re.match(r"\s*Tests\s.*\d+ (passed|failed)", line) or re.search(
            r"^=*\s?(\d+ \w+, )*\d+ (passed|failed|skipped|errors?).* in [\d.]+s", line
        ):
            closing = line
    found = {
        word: int(number)
        for number, word in re.findall(r"(\d+) (passed|failed|skipped|error|rerun)", closing)
    }
    failed = found.get("failed", 0) + found.get("error", 0)
    if code != 0 and failed == 0:
        failed = 1
    passed = found.get("passed", 0)
    passed = passed if closing or failed else 1
    return Count(passed, failed, found.get("skipped", 0), found.get("rerun", 0))


def _summary(results: list[tuple[str, Count, float]]) -> int:
    total = Count(0, 0)
    say("\n── summary " + "─" * 69)
    for title, count, seconds in results:
        total += count
        mark = "FAILED" if count.failed else "ok"
        say(f"{mark:7}{title:34}{count}  ({seconds:.1f} s)")
    say(f"\n{total}")
    return 1 if total.failed else 0
