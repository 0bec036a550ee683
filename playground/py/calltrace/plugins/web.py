"""
What web frameworks are asked and answer, and the pages that they fill in: Flask, Starlette and FastAPI, aiohttp's
server, Jinja. Django is in bundled.py.
"""

from __future__ import annotations

from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from . import sanitize
from .plugin import Function, Keep, Plugin, Seen, attribute


def _size(value: Any) -> int | None:
    kind = type(value)
    return len(value) if kind is str or kind is bytes or kind is bytearray else None


def _with_query(path: Any, query: Any) -> str | None:
    """A path and its query as one address; the query may be bytes."""
    if type(query) is bytes:
        query = query.decode("latin-1")
    if type(path) is not str:
        return None
    return sanitize.url(f"{path}?{query}" if type(query) is str and query else path)


# --- Flask


def _flask_url(seen: Seen) -> str | None:
    asked = seen.arguments.get("environ")
    script, path = attribute(asked, "SCRIPT_NAME"), attribute(asked, "PATH_INFO")
    whole = f"{script if type(script) is str else ''}{path}" if type(path) is str else None
    return _with_query(whole, attribute(asked, "QUERY_STRING"))


def _flask_size(seen: Seen) -> int | None:
    pieces = attribute(seen.local("response"), "response")
    if type(pieces) is not list or not all(type(piece) is bytes for piece in pieces):
        return None
    return sum(map(len, pieces))


FLASK = Plugin(
    "flask", "request",
    (
        Function(
            "flask.app", "Flask.wsgi_app",
            began={"method": "environ.REQUEST_METHOD", "url": _flask_url},
            ended={
                "status": lambda seen: attribute(seen.local("response"), "_status_code"),
                "size": _flask_size,
            },
            elsewhere=True,
        ),
    ),
)  # fmt: skip


# --- Starlette, and FastAPI, which is made of it: the response is another call than the request, with the same scope


class _Asked:
    """A request that is being answered."""

    def __init__(self, scope: Any) -> None:
        self.scope = scope
        self.status: Any = None
        self.size: int | None = None


def _no_request(seen: Seen) -> bool:
    scope = seen.arguments.get("scope")
    if attribute(scope, "type") != "http":
        return True
    seen.notes = seen.shared["scope", id(scope)] = _Asked(scope)
    return False


def _response(seen: Seen) -> bool:
    """Notes what a request is answered with. This is no event of its own."""
    scope = seen.arguments.get("scope")
    asked = seen.shared.get(("scope", id(scope)))
    if asked is not None and asked.scope is scope and asked.status is None:
        asked.status = seen.path("self.status_code")
        asked.size = _size(seen.path("self.body"))
    return True


def _answered(seen: Seen) -> Any:
    seen.shared.pop(("scope", id(seen.notes.scope)), None)
    return seen.notes.status


STARLETTE = Plugin(
    "starlette", "request",
    (
        Function(
            "starlette.applications", "Starlette.__call__",
            began={
                "method": "scope.method",
                "url": lambda seen: _with_query(seen.path("scope.path"), seen.path("scope.query_string")),
            },
            ended={"status": _answered, "size": lambda seen: seen.notes.size},
            # An application that is mounted in another one is given its request.
            unless=_no_request, unless_from=("starlette.routing",), elsewhere=True,
        ),
        *(
            Function(module, f"{name}.__call__", unless=_response, elsewhere=True)
            for module, name in (
                ("starlette.responses", "Response"),
                ("starlette.responses", "StreamingResponse"),
                ("starlette.responses", "FileResponse"),
                ("starlette.middleware.base", "_StreamingResponse"),
            )
        ),
    ),
)  # fmt: skip


# --- aiohttp's server


def _aiohttp_url(seen: Seen) -> str | None:
    return _with_query(seen.path("request._rel_url._path"), seen.path("request._rel_url._query"))


AIOHTTP_SERVER = Plugin(
    "aiohttp.web", "request",
    (
        Function(
            "aiohttp.web_app", "Application._handle",
            began={
                "method": "request._method",
                "url": _aiohttp_url,
            },
            ended={"status": "result._status", "size": lambda seen: _size(seen.path("result._body"))},
            elsewhere=True,
        ),
    ),
)  # fmt: skip


# --- Jinja


def _template(name: str) -> Function:
    began: dict[str, Keep] = {"name": lambda seen: seen.path("self.name") or "<template>"}
    ended: dict[str, Keep] = {"size": lambda seen: _size(seen.result)}
    # Where templates are asynchronous, render asks render_async.
    return Function("jinja2.environment", f"Template.{name}", began, ended, unless_from=("jinja2",))


JINJA = Plugin(
    "jinja2", "template",
    tuple(_template(name) for name in ("render", "render_async", "generate", "generate_async")),
)  # fmt: skip

WEB = (FLASK, STARLETTE, AIOHTTP_SERVER, JINJA)
