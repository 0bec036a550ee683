"""
The three jobs of a fresh interpreter: to repeat recorded calls and say what they did, to check written tests, and to
run them against mutants. Each says what it found piece by piece, so that a job which is cut off has said something.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from typing import Any

from ..mutants import mutated
from . import clock, standin
from .fence import Fence
from .lines import MAX_LINES, watched
from .loaded import Program
from .saying import said

Job = dict[str, Any]
Tell = Callable[[dict[str, Any]], None]


def run(job: Job, tell: Tell) -> None:
    """
    Does a job; `tell` gets what it finds. Afterwards the program is no longer found, so that an interpreter which is
    kept can do another job of the same hash seed and clock.
    """
    # The program's modules are made here again and again; what was there before is no business of the collector.
    gc.freeze()
    if not any("pytest" in text for text in job["sources"].values()):
        sys.modules["pytest"] = standin.module()
    sys.dont_write_bytecode = True
    clock.shift(job.get("clock", 0))
    program = Program(job["folder"], job["sources"], job["names"], job["definitions"])
    sys.path.insert(0, job["folder"])
    sys.meta_path.insert(0, program)
    try:
        _do(job, program, Fence(), tell)
    finally:
        sys.meta_path.remove(program)
        sys.path.remove(job["folder"])
        program.forget()


def _do(job: Job, program: Program, fence: Fence, tell: Tell) -> None:
    if job["kind"] == "trial":
        from .trial import try_again  # imports much of the recorder

        try_again(job, program, fence, tell)
    elif job["kind"] == "check":
        _check(job, program, fence, tell)
    else:
        _mutants(job, program, fence, tell)


def _check(job: Job, program: Program, fence: Fence, tell: Tell) -> None:
    """Runs tests as one file would: the program is imported once, one test follows the other."""
    failed: str | None = None
    names: dict[str, Any] = {}
    try:
        with fence.around():
            names = program.names(job["imports"])
    except BaseException as error:
        failed = said(error, fence)
    for number in job["order"][job.get("from", 0) :]:
        tell({"number": number, "begins": True})
        result = failed or _run_body(job["cases"][number], dict(names), program, fence, MAX_LINES)
        tell({"number": number, "failed": result})


def _mutants(job: Job, program: Program, fence: Fence, tell: Tell) -> None:
    """Runs every mutant against the tests whose lines it touches; says for each which of them failed."""
    until = time.monotonic() + job["seconds"]
    trees = {file: program.tree(file) for file in job["sources"]}
    for place in range(job.get("from", 0), len(job["mutants"])):
        if time.monotonic() > until:
            tell({"out_of_time": True})
            return
        mutant = job["mutants"][place]
        tell({"number": place, "begins": True})
        file = mutant["file"]
        killers = []
        try:
            program.use(file, mutated(trees[file], mutant["number"]))
            for case in mutant["cases"]:
                body = job["cases"][case]
                if _fresh(job, body, program, fence, 10 * body["count"] + 2_000):
                    killers.append(case)
        except SyntaxError:
            killers = list(mutant["cases"])
        program.use(file, trees[file])
        tell({"number": place, "killers": killers})


def _fresh(job: Job, body: dict[str, Any], program: Program, fence: Fence, limit: int) -> str | None:
    """Runs a test with the program's modules imported afresh."""
    with fence.around():
        try:
            with watched(program.codes(), MAX_LINES):
                names = program.names(job["imports"])
        except BaseException as error:
            return said(error, fence)
    return _run_body(body, names, program, fence, limit)


def _run_body(
    body: dict[str, Any], names: dict[str, Any], program: Program, fence: Fence, limit: int
) -> str | None:
    """What a test failed with; None: it passed."""
    with fence.around(), watched(program.codes(), limit):
        try:
            exec(_compiled(body), names)
        except BaseException as error:
            return said(error, fence)
    return f"it {fence.refused}" if fence.refused else None


def _compiled(body: dict[str, Any]) -> Any:
    code = body.get("code")
    if code is None:
        code = body["code"] = compile("\n".join(body["lines"]), "test", "exec")
    return code
