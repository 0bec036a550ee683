"""
The plugins that every recording has. Each lists what it keeps: a path, or a function where a path is not enough.
"""

from __future__ import annotations

from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import is_one_of, short_name
from ..snapshot import freeze
from ..values import self_text
from . import sanitize
from .clients import CLIENTS
from .databases import DATABASES
from .imports import IMPORTS
from .jobs import JOBS
from .plugin import Function, Plugin, Seen, attribute
from .sql import DJANGO_SQL, SQLITE
from .test_frameworks import PYTEST, UNITTEST
from .web import WEB


def _length(value: Any) -> int | None:
    return len(value) if is_one_of(type(value), (str, bytes, bytearray, list, tuple)) else None


# --- HTTP


def _urllib_url(seen: Seen) -> str | None:
    asked = seen.arguments["fullurl"]
    return sanitize.url(asked if type(asked) is str else attribute(asked, "_full_url"))


def _urllib_method(seen: Seen) -> str:
    asked = seen.arguments["fullurl"]
    method = attribute(asked, "method")
    if type(method) is str:
        return method
    has_body = seen.arguments.get("data") is not None or attribute(asked, "_data") is not None
    return "POST" if has_body else "GET"


def _httpx_url(seen: Seen) -> str | None:
    parts = seen.path("request.url._uri_reference")
    if not issubclass(type(parts), tuple):
        return None
    scheme, _, host, port, path, query = tuple.__getitem__(parts, slice(0, 6))
    port = "" if port is None else f":{port}"
    return sanitize.url(f"{scheme}://{host}{port}{path}" + ("" if query is None else f"?{query}"))


def _pyfetch_url(seen: Seen) -> Any:
    asked = seen.arguments.get("request")
    return asked if type(asked) is str else _of_js(asked, "url")


def _pyfetch_method(seen: Seen) -> str:
    asked, options = seen.arguments.get("request"), seen.arguments.get("kwargs")
    method = options.get("method") if type(options) is dict else None
    if method is None:
        method = _of_js(asked, "method")
    return _upper(method)


def _upper(method: Any) -> str:
    return method.upper() if type(method) is str else "GET"


def _of_js(thing: Any, name: str) -> Any:
    """An attribute of one of the browser's objects; None for any other object."""
    return getattr(thing, name, None) if short_name(type(thing)) == "JsProxy" else None


def _js_status(answer: Any) -> int | None:
    status = _of_js(answer, "status")
    return None if status is None else int(status)


URLLIB = Plugin(
    "urllib", "http",
    (
        Function(
            "urllib.request", "OpenerDirector.open",
            began={"method": _urllib_method, "url": _urllib_url},
            ended={"status": "result.status", "size": "result.length"},
        ),
    ),
)  # fmt: skip
REQUESTS = Plugin(
    "requests", "http",
    (
        Function(
            "requests.sessions", "Session.send",
            began={"method": "request.method", "url": lambda seen: sanitize.url(seen.path("request.url"))},
            ended={"status": "result.status_code", "size": lambda seen: _length(seen.path("result._content"))},
        ),
    ),
)  # fmt: skip
HTTPX = Plugin(
    "httpx", "http",
    tuple(
        Function(
            "httpx._client", name,
            began={"method": "request.method", "url": _httpx_url},
            ended={"status": "result.status_code", "size": lambda seen: _length(seen.path("result._content"))},
        )
        for name in ("Client.send", "AsyncClient.send")
    ),
)  # fmt: skip
PYODIDE_HTTP = Plugin(
    "pyodide.http", "http",
    (
        Function(
            "pyodide.http", "pyfetch",
            began={"method": _pyfetch_method, "url": lambda seen: sanitize.url(_pyfetch_url(seen))},
            ended={"status": lambda seen: _js_status(attribute(seen.result, "js_response")), "size": lambda seen: None},
        ),
        Function(
            "pyodide.http", "open_url",
            began={"method": lambda seen: "GET", "url": lambda seen: sanitize.url(seen.arguments.get("url"))},
            ended={"status": lambda seen: _js_status(seen.local("req")), "size": lambda seen: None},
        ),
        Function(
            "pyodide.http.pyxhr", "_xhr_request",
            began={
                "method": lambda seen: _upper(seen.arguments.get("method")),
                "url": lambda seen: sanitize.url(seen.arguments.get("url")),
            },
            ended={"status": lambda seen: _js_status(attribute(seen.result, "_xhr")), "size": lambda seen: None},
        ),
    ),
)  # fmt: skip


# --- logging


def _message(seen: Seen) -> str:
    """The message, formatted as logging does it, but with the snapshots' texts of objects: no `__str__` runs."""
    message, given = seen.path("record.msg"), seen.path("record.args")
    if type(message) is not str:
        message = self_text(freeze(message))
    if not given:
        return sanitize.text(message)
    try:
        if type(given) is dict:
            return sanitize.text(message % {key: _said(value) for key, value in sanitize.data(given).items()})
        return sanitize.text(message % tuple(_said(value) for value in given))
    except (TypeError, ValueError, KeyError):
        return sanitize.text(message)


def _said(value: Any) -> Any:
    return value if is_one_of(type(value), (int, float, str, bool)) or value is None else sanitize.data(value)


LOGGING = Plugin(
    "logging", "log",
    (
        Function(
            "logging", "Logger.handle",
            began={"level": "record.levelname", "logger": "record.name", "message": _message},
        ),
    ),
)  # fmt: skip


# --- json, files

JSON = Plugin(
    "json", "json",
    (
        Function("json", "dumps", began={"operation": lambda seen: "dumps"}, only_from_program=True,
                 ended={"size": lambda seen: _length(seen.result)}),
        Function("json", "loads", began={"operation": lambda seen: "loads",
                 "size": lambda seen: _length(seen.arguments["s"])}, only_from_program=True),
        Function("json", "dump", began={"operation": lambda seen: "dump"}, only_from_program=True),
        Function("json", "load", began={"operation": lambda seen: "load"}, only_from_program=True),
    ),
)  # fmt: skip


def _path(seen: Seen) -> str | None:
    path = seen.argument("file", 0)
    if path is None:
        return None
    return sanitize.text(path if type(path) is str else self_text(freeze(path)))


def _mode(seen: Seen) -> str | None:
    mode = seen.argument("mode", 1, "r" if seen.positional or seen.arguments else None)
    return mode if type(mode) is str else None


FILES = Plugin("open", "file", (Function("io", "open", began={"path": _path, "mode": _mode}),))


# --- Django


def _django_url(seen: Seen) -> str | None:
    path, query = seen.path("request.path"), seen.path("request.META.QUERY_STRING")
    return sanitize.url(f"{path}?{query}" if query else path)


def _django_status(seen: Seen) -> Any:
    """The status of the response itself; else that of its class, as in HttpResponseNotFound."""
    return seen.path("result._status_code") or seen.path("result.status_code")


def _django_size(seen: Seen) -> int | None:
    content = seen.path("result._container")
    return sum(map(len, content)) if type(content) is list else None


DJANGO = Plugin(
    "django", "request",
    tuple(
        Function(
            "django.core.handlers.base", name,
            began={"method": "request.method", "url": _django_url},
            ended={"status": _django_status, "size": _django_size},
        )
        for name in ("BaseHandler.get_response", "BaseHandler.get_response_async")
    ),
)  # fmt: skip
DJANGO_TEMPLATES = Plugin(
    "django.template", "template",
    (
        Function("django.template.base", "Template.render", began={"name": "self.name"},
                 ended={"size": lambda seen: len(str.__str__(seen.result))}),
    ),
)  # fmt: skip

BUNDLED = (
    SQLITE, URLLIB, REQUESTS, HTTPX, PYODIDE_HTTP, LOGGING, JSON, FILES, UNITTEST, PYTEST,
    IMPORTS, DJANGO, DJANGO_SQL, DJANGO_TEMPLATES, *DATABASES, *WEB, *CLIENTS, *JOBS,
)  # fmt: skip
