"""
Work that a program hands to others: jobs of Celery, huey and RQ, and other programs that it starts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from . import sanitize
from .plugin import Function, Keep, Plugin, Seen, attribute


def _says(word: str) -> Keep:
    return lambda seen: word


def _arguments(positional: str, named: str) -> Callable[[Seen], Any]:
    """The arguments of a job as one list, those with names last."""

    def keep(seen: Seen) -> Any:
        given, by_name = seen.path(positional), seen.path(named)
        kept = list(given) if type(given) is tuple or type(given) is list else []
        return sanitize.data([*kept, by_name] if type(by_name) is dict and by_name else kept)

    return keep


def _outcome(seen: Seen) -> str:
    return "finished" if seen.ended else "failed"


# --- Celery


_CELERY_STATES = {"SUCCESS": "finished", "FAILURE": "failed"}


def _celery_outcome(seen: Seen) -> str | None:
    """Of a task that was run on the spot: its state. A worker's function says whether the task failed."""
    state = seen.path("result._state")
    if type(state) is str:
        return _CELERY_STATES.get(state, state.lower())
    if type(seen.result) is tuple and seen.result:
        return "failed" if seen.result[0] else "finished"
    return _outcome(seen)


def _celery_sent(seen: Seen) -> Any:
    """In a worker, the arguments as the one who asked has written them into the message, where they are literals."""
    try:
        positional = ast.literal_eval(seen.path("request.argsrepr"))
        by_name = ast.literal_eval(seen.path("request.kwargsrepr"))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    return sanitize.data([*positional, by_name] if by_name else list(positional))


CELERY = Plugin(
    "celery", "job",
    (
        Function(
            "celery.app.task", "Task.apply_async",
            began={"name": "self.name", "operation": _says("enqueue"), "arguments": _arguments("args", "kwargs")},
            ended={"id": "result.id"},
        ),
        Function(
            "celery.app.base", "Celery.send_task",
            began={"name": "name", "operation": _says("enqueue"), "arguments": _arguments("args", "kwargs")},
            ended={"id": "result.id"}, unless_from=("celery.app.task",),
        ),
        Function(
            "celery.app.task", "Task.apply",
            began={"name": "self.name", "operation": _says("run"), "arguments": _arguments("args", "kwargs")},
            ended={"outcome": _celery_outcome}, elsewhere=True,
        ),
        *(
            Function(
                "celery.app.trace", function,
                began={"name": name, "operation": _says("run"), "id": "uuid", "arguments": _celery_sent},
                ended={"outcome": _celery_outcome}, elsewhere=True,
            )
            for function, name in (("trace_task_ret", "name"), ("fast_trace_task", "task"))
        ),
    ),
)  # fmt: skip


# --- huey

_HUEY: dict[str, Keep] = {
    "name": "task.name", "id": "task.id", "arguments": _arguments("task.args", "task.kwargs"),
}  # fmt: skip


def _huey_outcome(seen: Seen) -> str:
    """What a task raises is kept by huey, which then tries again or not."""
    return "failed" if seen.local("exception") is not None else _outcome(seen)


HUEY = Plugin(
    "huey", "job",
    (
        Function("huey.api", "Huey.enqueue", {**_HUEY, "operation": _says("enqueue")}),
        Function("huey.api", "Huey._execute", {**_HUEY, "operation": _says("run")}, {"outcome": _huey_outcome},
                 elsewhere=True),
    ),
)  # fmt: skip


# --- RQ


def _rq(job: str, operation: str) -> dict[str, Keep]:
    return {
        "name": f"{job}._func_name", "operation": _says(operation),
        "arguments": _arguments(f"{job}._args", f"{job}._kwargs"),
    }  # fmt: skip


RQ = Plugin(
    "rq", "job",
    (
        Function("rq.queue", "Queue.enqueue_job", _rq("job", "enqueue"), {"id": "job._id"}),
        Function("rq.job", "Job.perform", _rq("self", "run"), {"id": "self._id", "outcome": _outcome},
                 elsewhere=True),
    ),
)  # fmt: skip


# --- other programs

# "--name value", "--name=value", "NAME=value" and "Name: value", with quotes or without.
_NAMED = re.compile(
    r"""(?P<before>--?(?P<option>\w[\w-]*)(?:=|\s+)|\b(?P<variable>\w+)=|\b(?P<header>[\w-]+):\s+)"""
    r"""(?P<value>"[^"]*"|'[^']*'|(?<=:\s)[^"']+|(?!-)\S+)"""
)


def _hidden(name: str, value: str) -> bool:
    return bool(sanitize.named(name, value) == "redacted")


def _without_secrets(text: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        name = found["option"] or found["variable"] or found["header"]
        return f"{found['before']}redacted" if _hidden(name, found["value"]) else found[0]

    return sanitize.url(_NAMED.sub(replaced, text)) or ""


def _words(command: Any) -> list[Any]:
    words, kept = command[: sanitize.MAX_ITEMS], []
    for index, word in enumerate(words):
        option = words[index - 1] if index else ""
        if type(word) is not str:
            kept.append(sanitize.data(word))
        elif type(option) is str and option.startswith("-") and "=" not in option and _hidden(option, word):
            kept.append("redacted")
        else:
            kept.append(_without_secrets(word))
    return kept


def _command(given: Any) -> Any:
    """A command line: a text, or a list of words."""
    if type(given) is list or type(given) is tuple:
        return _words(given)
    return _without_secrets(given) if type(given) is str else sanitize.data(given)


def _of_run(seen: Seen) -> Any:
    given = seen.arguments.get("popenargs")
    if type(given) is tuple and given:
        return _command(given[0])
    return _command(attribute(seen.arguments.get("kwargs"), "args"))


def _status(seen: Seen) -> Any:
    status = seen.result if type(seen.result) is int else seen.path("result.returncode")
    return status if status is not None else seen.local("retcode")


SUBPROCESS = Plugin(
    "subprocess", "process",
    (
        Function("subprocess", "run", {"command": _of_run}, {"status": _status}),
        Function("subprocess", "call", {"command": _of_run}, {"status": _status}),
        Function("subprocess", "Popen.__init__", {"command": lambda seen: _command(seen.arguments.get("args"))},
                 {"pid": "self.pid"}, unless_from=("subprocess",)),
        Function("os", "system", {"command": lambda seen: _command(seen.argument("command", 0))}),
    ),
)  # fmt: skip

JOBS = (CELERY, HUEY, RQ, SUBPROCESS)
