"""
Making recorded calls again: what they give now, what they do to their arguments, and the lines that they run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import FrameType
from typing import Any

from ..comparing import Comparer
from . import chance
from .fence import Fence, Refused
from .lines import MAX_LINES, TooManyLines, watched
from .loaded import Program
from .saying import said
from .snapshots import Snapshots

Job = dict[str, Any]
Tell = Callable[[dict[str, Any]], None]


def try_again(job: Job, program: Program, fence: Fence, tell: Tell) -> None:
    """Makes the calls of a job again, each with the program imported anew."""
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
            return {"failed": f"its arguments could not be made again: {said(error, fence)}"}, False
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
                result = _awaited(result)
            told["result"] = snapshots.take(result)
        except (Refused, TooManyLines) as stopped:
            return {"failed": said(stopped, fence)}, False
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


def _awaited(coroutine: Any) -> Any:
    import asyncio

    return asyncio.run(coroutine)


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
