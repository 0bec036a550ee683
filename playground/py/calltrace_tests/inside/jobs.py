"""
The three jobs of a fresh interpreter: to repeat recorded calls and say what they did, to check written tests, and to
run them against mutants. Each says what it found piece by piece, so that a job which is cut off has said something.
"""

from __future__ import annotations

import ast
import asyncio
import gc
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from ..comparing import Comparer
from ..mutants import mutated
from . import chance, clock, standin
from .fence import Fence, Refused
from .lines import Lines, TooManyLines, watched
from .loaded import Program
from .snapshots import Snapshots

Job = dict[str, Any]
Tell = Callable[[dict[str, Any]], None]

# Beyond that a test is not quick any more, and whoever waits for mutants waits for long.
MAX_LINES = 300_000


def run(job: Job, tell: Tell) -> None:
    """Does a job; `tell` gets what it finds."""
    # The program's modules are made here again and again; what was there before is no business of the collector.
    gc.freeze()
    if not any("pytest" in text for text in job["sources"].values()):
        sys.modules["pytest"] = standin.module()
    sys.dont_write_bytecode = True
    clock.shift(job.get("clock", 0))
    program = Program(job["folder"], job["sources"], job["definitions"])
    sys.path.insert(0, job["folder"])
    sys.meta_path.insert(0, program)
    fence = Fence()
    {"trial": _trial, "check": _check, "mutants": _mutants}[job["kind"]](job, program, fence, tell)


def _trial(job: Job, program: Program, fence: Fence, tell: Tell) -> None:
    for number in range(job.get("from", 0), len(job["calls"])):
        tell({"number": number, "begins": True})
        tell({"number": number, **_repeat(job["calls"][number], program, fence)})


def _repeat(call: dict[str, Any], program: Program, fence: Fence) -> dict[str, Any]:
    """Makes one recorded call again: what it gave, what it did to its arguments, and the lines that it ran."""
    told, draws = _once(call, program, fence, None)
    if draws and "failed" not in told:
        for seed in chance.SEEDS:
            other, _ = _once(call, program, fence, seed)
            if not _alike(told, other):
                return {"failed": "it draws random numbers, and gives something else with another seed"}
    return told


def _once(
    call: dict[str, Any], program: Program, fence: Fence, seed: int | None
) -> tuple[dict[str, Any], bool]:
    """What the call did, and whether it has drawn random numbers."""
    snapshots = Snapshots()
    told: dict[str, Any] = {}
    file, line = call["function"]
    with fence.around(), watched(program.codes(), MAX_LINES, (program.path(file), line)) as lines:
        try:
            names = program.names(call["imports"])
            exec("\n".join(call["setup"]), names)
            operands = [eval(source, names) for source in call["operands"]]
        except BaseException as error:
            return {"failed": f"its arguments could not be made again: {_said(error, fence)}"}, False
        names.update({f"_{place}": value for place, value in enumerate(operands)})
        told["before"] = [snapshots.take(value) for value in operands]
        drawn_from = chance.generators(program.modules)
        if seed is not None:
            chance.seed(drawn_from, seed)
        before = chance.states(drawn_from)
        lines.begin()
        try:
            result = eval(call["call"], names)
            if call["async"]:
                result = asyncio.run(result)
            told["result"] = snapshots.take(result)
        except (Refused, TooManyLines) as stopped:
            return {"failed": _said(stopped, fence)}, False
        except BaseException as error:
            told.update(_raised(error, program))
        if fence.refused:
            return {"failed": f"it {fence.refused}"}, False
        told["after"] = [snapshots.take(value) for value in operands]
        seen, told["count"], told["path"] = sorted(lines.seen), lines.count, sorted(lines.path)
        draws = chance.states(drawn_from) != before
    files = {program.path(file): file for file in program.files}
    told["lines"] = [[files[path], line] for path, line in seen if path in files]
    told["values"] = snapshots.values
    return told, draws


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a call did the same twice, in whichever way."""
    if (
        other.get("failed")
        or one.get("raised") != other.get("raised")
        or one.get("message") != other.get("message")
    ):
        return False
    comparer = Comparer(one["values"], other["values"])
    pairs = list(zip(one["after"], other["after"], strict=True))
    if "result" in one:
        pairs.append((one["result"], other["result"]))
    return all(comparer.same(*pair) for pair in pairs)


def _said(error: BaseException, fence: Fence) -> str:
    if isinstance(error, TooManyLines):
        return f"it runs more than {MAX_LINES:,} lines"
    if fence.refused:
        return f"it {fence.refused}"
    words = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _raised(error: BaseException, program: Program) -> dict[str, Any]:
    """
    An exception that left the call. Its message is the program's own where a `raise` of the program made it; words of
    Python's own differ from version to version, and nobody tests them.
    """
    kind = type(error)
    last: tuple[FrameType, int] | None = None
    traceback = error.__traceback__
    while traceback is not None:
        last = traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
    message = None
    if last is not None:
        for file in program.files:
            if program.path(file) == last[0].f_code.co_filename and _raises(program.tree(file), last[1]):
                message = str(error)
    return {"raised": [kind.__module__, kind.__qualname__], "message": message}


def _raises(tree: ast.Module, line: int) -> bool:
    return any(
        isinstance(node, ast.Raise)
        and node.exc is not None
        and node.lineno <= line <= (node.end_lineno or line)
        for node in ast.walk(tree)
    )


def _check(job: Job, program: Program, fence: Fence, tell: Tell) -> None:
    """Runs tests as one file would: the program is imported once, one test follows the other."""
    with fence.around():
        names = program.names(job["imports"])
    for number in job["order"][job.get("from", 0) :]:
        tell({"number": number, "begins": True})
        failed, _ = _run_body(job["cases"][number], dict(names), program, fence, MAX_LINES)
        tell({"number": number, "failed": failed})


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
                failed, _ = _fresh(job, body, program, fence, 10 * body["count"] + 2_000)
                if failed:
                    killers.append(case)
        except SyntaxError:
            killers = list(mutant["cases"])
        program.use(file, trees[file])
        tell({"number": place, "killers": killers})


def _fresh(
    job: Job, body: dict[str, Any], program: Program, fence: Fence, limit: int
) -> tuple[str | None, Lines | None]:
    """Runs a test with the program's modules imported afresh."""
    with fence.around():
        try:
            with watched(program.codes(), 200_000):
                names = program.names(job["imports"])
        except BaseException as error:
            return _said(error, fence), None
    return _run_body(body, names, program, fence, limit)


def _run_body(
    body: dict[str, Any], names: dict[str, Any], program: Program, fence: Fence, limit: int
) -> tuple[str | None, Lines | None]:
    """What a test failed with; None: it passed."""
    with fence.around(), watched(program.codes(), limit) as lines:
        try:
            exec(_compiled(body), names)
        except BaseException as error:
            return _said(error, fence), lines
    return (f"it {fence.refused}" if fence.refused else None), lines


def _compiled(body: dict[str, Any]) -> Any:
    code = body.get("code")
    if code is None:
        code = body["code"] = compile("\n".join(body["lines"]), "test", "exec")
    return code
