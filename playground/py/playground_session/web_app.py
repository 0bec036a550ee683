"""
A Django app that goes on answering when its program has run: the page asks for one address after the other, as a
browser does, and each request is recorded as a call of its own, `request`, with what the app does below it.

What a request may do to the page, and what of an answer is shown, is the page's business. Nothing here imports Django
where the program has not.
"""

from __future__ import annotations

import base64
import itertools
import linecache
import sys
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# Of longer answers so many bytes are handed over; the page says so.
MAX_BODY = 1_000_000
# So many headers, and characters of one.
MAX_HEADERS = 50
MAX_HEADER = 2_000
FORM = "application/x-www-form-urlencoded"
# What can be shown as text; pictures are handed over as base64.
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript")

# In the trace it is the program's, because `__main__` calls it.
_REQUEST = """\
def request(method, path, body=""):
    return answer(method, path, body)
"""
_FILE = "<browser>"


def is_set_up() -> bool:
    """Whether the program has set up an app."""
    conf, registry = sys.modules.get("django.conf"), sys.modules.get("django.apps")
    if conf is None or registry is None:
        return False
    try:
        return bool(conf.settings.configured and registry.apps.ready and conf.settings.ROOT_URLCONF)
    except Exception:  # a program may put anything in the place of settings
        return False


class WebApp:
    def __init__(self) -> None:
        from django.test import Client

        # An exception of a view becomes the page that Django makes of it; it is seen in the recorded call.
        self._client: Any = Client(raise_request_exception=False, SERVER_NAME="localhost")
        self._response: Any = None
        self._asked: dict[str, Any] = {}
        lines = _REQUEST.splitlines(keepends=True)
        linecache.cache[_FILE] = (len(_REQUEST), None, lines, _FILE)
        names: dict[str, Any] = {"__name__": "__main__", "answer": self._respond}
        exec(compile(_REQUEST, _FILE, "exec"), names)
        self._request = names["request"]

    def answer(self, asked: dict[str, Any]) -> None:
        """Has the app answer {method, path, body, type, form}; `described` tells how. It is this that is recorded."""
        self._asked, self._response = asked, None
        self._request(str(asked["method"]), str(asked["path"]), str(asked.get("body") or ""))

    def _respond(self, method: str, path: str, body: str) -> int:
        # Only what a form of the app's own page sends can hold the token that Django asks forms for.
        self._client.handler.enforce_csrf_checks = bool(self._asked.get("form"))
        self._response = self._client.generic(
            method, path, body, content_type=str(self._asked.get("type") or FORM)
        )
        status: int = self._response.status_code
        return status

    def described(self) -> dict[str, Any]:
        """What the page is told of the last answer."""
        response, asked = self._response, self._asked
        if response is None:
            return _answer(asked, 0, "the app gave no answer", [], "text/plain", b"", "utf-8", 0)
        headers = [
            [str(name)[:MAX_HEADER], str(value)[:MAX_HEADER]]
            for name, value in itertools.islice(response.items(), MAX_HEADERS)
        ]
        headers += [
            ["Set-Cookie", cookie.OutputString()[:MAX_HEADER]] for cookie in response.cookies.values()
        ]
        kind = str(response.headers.get("Content-Type", ""))
        return _answer(
            asked,
            response.status_code,
            str(response.reason_phrase),
            headers[:MAX_HEADERS],
            kind.partition(";")[0].strip().lower(),
            *_content(response),
        )


def _content(response: Any) -> tuple[bytes, str, int]:
    """The first bytes of the answer, their encoding, and how many there are; a stream is not read to its end."""
    charset = str(response.charset or "utf-8")
    if not response.streaming:
        return response.content[:MAX_BODY], charset, len(response.content)
    taken = b""
    for piece in response:
        taken += piece
        if len(taken) > MAX_BODY:
            break
    return taken[:MAX_BODY], charset, len(taken)


def _answer(
    asked: dict[str, Any],
    status: int,
    reason: str,
    headers: list[list[str]],
    kind: str,
    content: bytes,
    charset: str,
    size: int,
) -> dict[str, Any]:
    if kind.startswith(_TEXTS) or not kind:
        body = content.decode(charset, "replace")
    else:
        body = (
            base64.b64encode(content).decode() if kind.startswith("image/") and size == len(content) else ""
        )
    return {
        "method": str(asked["method"]),
        "path": str(asked["path"]),
        "status": status,
        "reason": reason[:MAX_HEADER],
        "headers": headers,
        "type": kind,
        "body": body,
        "size": size,
    }
