"""
What a program asks of others over the network: HTTP by urllib3 and aiohttp, Redis. The other clients of HTTP are in
bundled.py.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from . import sanitize
from .plugin import Function, Keep, Plugin, Seen, attribute


def _body_size(seen: Seen) -> int | None:
    body = seen.path("result._body")
    return len(body) if type(body) is bytes else None


# --- urllib3


def _urllib3_url(seen: Seen) -> str | None:
    asked = seen.arguments.get("url")
    if type(asked) is not str or "://" in asked:  # a proxy is given the whole address
        return sanitize.url(asked)
    scheme, host, port = (seen.path(f"self.{name}") for name in ("scheme", "host", "port"))
    return sanitize.url(f"{scheme}://{host}{'' if port is None else f':{port}'}{asked}")


URLLIB3 = Plugin(
    "urllib3", "http",
    (
        Function(
            "urllib3.connectionpool", "HTTPConnectionPool.urlopen",
            began={"method": "method", "url": _urllib3_url},
            ended={"status": "result.status", "size": _body_size},
            # It asks itself again where it tries once more.
            unless_from=("requests", "urllib3.connectionpool"),
        ),
    ),
)  # fmt: skip


# --- aiohttp


def _yarl(url: Any) -> str | None:
    """The text of a URL as aiohttp has it."""
    if type(url) is str:
        return sanitize.url(url)
    scheme, host, path, query = (attribute(url, name) for name in ("_scheme", "_netloc", "_path", "_query"))
    if not all(type(part) is str for part in (scheme, host, path, query)):
        return None
    return sanitize.url(f"{scheme}://{host}{path}" + (f"?{query}" if query else ""))


def _aiohttp_url(seen: Seen) -> str | None:
    """The address with what was given for its query, as the answer has it; after a redirection that has another."""
    answered = None if seen.path("result._history") else _yarl(seen.path("result._url"))
    return answered or seen.data.get("url")


AIOHTTP = Plugin(
    "aiohttp", "http",
    (
        Function(
            "aiohttp.client", "ClientSession._request",
            began={"method": "method", "url": lambda seen: _yarl(seen.arguments.get("str_or_url"))},
            ended={"url": _aiohttp_url, "status": "result.status", "size": lambda seen: None},
        ),
    ),
)  # fmt: skip


# --- Redis


def _word(value: Any) -> Any:
    return value.decode("utf-8", "replace") if type(value) is bytes else value


def _command(given: Any) -> tuple[str | None, list[Any]]:
    """A command and its arguments. An argument is redacted where the word before it is a secret's name."""
    words = [_word(value) for value in given[: sanitize.MAX_ITEMS]] if type(given) is tuple else []
    name = words[0] if words and type(words[0]) is str else None
    if name is not None and name.upper() in ("AUTH", "HELLO", "ACL SETUSER"):
        return name, ["redacted" for _ in words[1:]]
    kept = []
    for before, value in pairwise(words):
        under = before if type(before) is str else ""
        kept.append(sanitize.named(under, value))
    return name, kept


def _result(seen: Seen) -> Any:
    """The answer, redacted where the command names a secret."""
    result = _word(seen.result)
    if type(result) is list:
        result = [_word(item) for item in result[: sanitize.MAX_ITEMS]]
    elif type(result) is dict:
        result = {_word(key): _word(item) for key, item in result.items()}
    given = seen.arguments.get("args")
    for word in given[1 : sanitize.MAX_ITEMS] if type(given) is tuple else ():
        kept = sanitize.named(_word(word), result)
        if kept == "redacted" or (type(kept) is list and "redacted" in kept):
            return kept
    return sanitize.data(result)


def _piped(seen: Seen) -> list[Any]:
    stack = seen.path("self.command_stack")
    if type(stack) is not list:
        return []
    commands = []
    for entry in stack[: sanitize.MAX_ITEMS]:
        given = entry[0] if type(entry) is tuple else attribute(entry, "args")
        name, words = _command(given)
        commands.append([name, *words])
    return commands


_ASKED: dict[str, Keep] = {
    "command": lambda seen: _command(seen.arguments.get("args"))[0],
    "arguments": lambda seen: _command(seen.arguments.get("args"))[1],
}
_PIPELINE: dict[str, Keep] = {"command": lambda seen: "pipeline", "arguments": _piped}
# These keep their jobs there; what is told of are the jobs.
_JOBS = ("rq", "kombu", "celery", "huey")

REDIS = Plugin(
    "redis", "cache",
    (
        *(
            Function(module, f"{name}.execute_command", _ASKED, {"result": _result},
                     unless_from=(*_JOBS, "redis.cluster"))
            for module, name in (
                ("redis.client", "Redis"),
                ("redis.asyncio.client", "Redis"),
                ("redis.cluster", "RedisCluster"),
            )
        ),
        *(
            Function(module, "Pipeline.execute", _PIPELINE, unless_from=_JOBS)
            for module in ("redis.client", "redis.asyncio.client")
        ),
    ),
)  # fmt: skip

CLIENTS = (URLLIB3, AIOHTTP, REDIS)
