"""
What the doors share: which requests are recorded, who may look, and what is answered at /_calltrace/. Knows nothing of
frameworks and servers.
"""

from __future__ import annotations

import ipaddress
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from ..include import Include
from .pages import Answer, answer
from .process import PROCESS, RequestRecorder
from .requests import Request, Requests

PREFIX = "/_calltrace/"
# The header with the link to a request's trace.
LINK = "X-Calltrace"
KEEP = 25
MAX_CALLS = 250_000

log = logging.getLogger("calltrace")


class Door:
    """
    `include`: packages to be let in beside the program's own code. `root`: the program's folder (default: the current
    one), `others`: further folders of its own code. `redact`: names that are secret beside the usual ones.
    """

    def __init__(
        self,
        *,
        ignore_paths: Sequence[str] = (),
        include: Sequence[str] = (),
        include_stdlib: bool = False,
        max_calls: int = MAX_CALLS,
        keep: int = KEEP,
        redact: Sequence[str] = (),
        hosts: Sequence[str] = (),
        root: str | None = None,
        others: Sequence[str] = (),
    ) -> None:
        if (
            isinstance(ignore_paths, str)
            or isinstance(include, str)
            or isinstance(hosts, str)
            or isinstance(redact, str)
        ):
            raise TypeError(
                "ignore_paths, include, hosts and redact are lists of texts: give [text], not text"
            )
        self._scope = PROCESS.scope(
            Include(bool(include), tuple(include), include_stdlib),
            os.fspath(root) if root is not None else os.getcwd(),
            (*others, os.getcwd()),
        )
        self._max_calls, self._redact = max_calls, tuple(redact)
        self._ignored = tuple(ignore_paths)
        self._hosts = tuple(host.lower() for host in hosts)
        self.requests = Requests(keep)
        self._said = False

    def records(self, path: str) -> bool:
        """Whether a request is recorded; not so inside another one, and not where nothing can be."""
        try:
            # Also where this one is left out: threads that it starts may serve others later.
            PROCESS.start(self._redact)
        except RuntimeError as error:
            self.say_once(f"requests are not recorded: {error}")
            return False
        return PROCESS.running() is None and not any(_matches(path, each) for each in self._ignored)

    def begin(self, method: str, path: str, query: str) -> Request | None:
        """A request begins. None: nothing can be recorded, and the log says why."""
        try:
            recorder = RequestRecorder(self._scope, self._max_calls)
            request = Request(recorder, method, path, query)
        except Exception as error:
            self.say_once(f"requests are not recorded: {error}")
            return None
        self.requests.add(request)
        return request

    def end(self, request: Request, error: BaseException | None) -> None:
        """The request has been answered, or this `error` has left it."""
        try:
            if error is not None:
                request.failed(error)
            request.end()
            self.requests.ended()
        except Exception as error:  # whatever happens here, the program has its answer
            self.say_once(f"a request could not be kept: {error!r}")

    def say_once(self, sentence: str) -> None:
        if not self._said:
            self._said = True
            log.warning("calltrace: %s", sentence)

    def may_look(self, headers: Mapping[str, str]) -> bool:
        """
        Whether a browser asks from a page of this very host, or nobody's page asks. A name that anybody could make
        point here is no host of ours.
        """
        site = headers.get("sec-fetch-site", "none")
        return site in ("none", "same-origin") and self._is_own_host(headers.get("host", ""))

    def _is_own_host(self, host: str) -> bool:
        name = _host_name(host)
        if name in self._hosts or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            if "*" not in self._hosts:
                self.say_once(f"nothing is shown at the host {name!r}; name it in `hosts` if it is yours")
            return "*" in self._hosts
        return True

    def answer(self, method: str, path: str, base: str, headers: Mapping[str, str]) -> Answer:
        """What is shown at a path below PREFIX. `base`: what stands before that in a URL."""
        if not self.may_look(headers):
            return Answer.nothing()
        return answer(self.requests, method, path.removeprefix(PREFIX), base + PREFIX)


def link(request: Request, headers: Mapping[str, str], scheme: str, base: str) -> str:
    """The address of the request's trace."""
    host = headers.get("host", "")
    return f"{scheme}://{host}{base}{PREFIX}{request.id}/" if host else f"{base}{PREFIX}{request.id}/"


def _matches(path: str, pattern: str) -> bool:
    """A pattern is a path with all below it, or has `*` and the like, as file names do."""
    if any(sign in pattern for sign in "*?["):
        return fnmatchcase(path, pattern)
    return path == pattern or path.startswith(pattern.rstrip("/") + "/")


def _host_name(host: str) -> str:
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def asked(callback: Callable[..., Any] | None, *given: Any) -> bool:
    """What a callback of the program's says. One that raises allows nothing."""
    if callback is None:
        return False
    try:
        return bool(callback(*given))
    except Exception:
        log.exception("calltrace: the callback that says who may look has raised, so that nothing is shown")
        return False


__all__ = ["LINK", "PREFIX", "Answer", "Door", "Request", "asked", "link", "log"]
