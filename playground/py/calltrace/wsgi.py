"""
Records each request of a WSGI application, and shows the last ones at /_calltrace/:

    app.wsgi_app = CalltraceMiddleware(app.wsgi_app)  # Flask
    application = CalltraceMiddleware(application)    # any other

Nothing is recorded or shown unless the application is in debug mode (Flask's `debug`, or `debug=True` here) or
`show_callback` allows it. docs/web-apps.md says more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from .web.door import LINK, PREFIX, Answer, Door, Request, asked, link
from .web.steps import Pieces, SizedPieces

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class CalltraceMiddleware:
    """
    `app`: the application. `debug`: whether requests are recorded and shown; None: as the application's own `debug`
    says. `show_callback`: is given the WSGI environment and says the same for each request, also outside debug mode.
    Other options: see Door.
    """

    def __init__(
        self,
        app: Application,
        *,
        debug: bool | None = None,
        show_callback: Callable[[Environ], bool] | None = None,
        **options: Any,
    ) -> None:
        self.app = app
        self._debug, self._callback = debug, show_callback
        self._door = Door(**options)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self._shows(environ):
            return self.app(environ, start_response)
        path = _decoded(environ.get("PATH_INFO", ""))
        base = quote(_decoded(environ.get("SCRIPT_NAME", "")).rstrip("/"))
        method = environ.get("REQUEST_METHOD", "GET")
        headers = _Headers(environ)
        if (path + "/").startswith(PREFIX):
            return _send(
                self._door.answer(
                    method, path.rstrip("/") + "/" if path + "/" == PREFIX else path, base, headers
                ),
                method,
                start_response,
            )
        if not self._door.records(path):
            return self.app(environ, start_response)
        request = self._door.begin(method, path, environ.get("QUERY_STRING", ""))
        if request is None:
            return self.app(environ, start_response)
        return self._record(request, environ, start_response, (headers, base))

    def _shows(self, environ: Environ) -> bool:
        if self._callback is not None:
            return asked(self._callback, environ)
        if self._debug is not None:
            return self._debug
        # Flask hands over its bound method.
        owner = getattr(self.app, "__self__", self.app)
        if getattr(owner, "debug", False) is True:
            return True
        self._door.say_once(
            "nothing is recorded, because the application is not in debug mode: run it so, or give the middleware "
            "debug=True or a show_callback"
        )
        return False

    def _record(
        self,
        request: Request,
        environ: Environ,
        start_response: Callable[..., Any],
        place: tuple[Mapping[str, str], str],
    ) -> Iterable[bytes]:
        headers, base = place

        def start(status: str, given: list[tuple[str, str]], *error: Any) -> Any:
            request.status = _number(status)
            shown = link(request, headers, environ.get("wsgi.url_scheme", "http"), base)
            return start_response(status, [*given, (LINK, shown)], *error)

        def over(error: BaseException | None) -> None:
            self._door.end(request, error)

        try:
            with request.part():
                pieces = self.app(environ, start)
        except BaseException as error:
            over(error)
            raise
        # All is made already, or the server sends a file by itself: it must find what it was given.
        if type(pieces) in (list, tuple) or type(pieces) is environ.get("wsgi.file_wrapper"):
            over(None)
            return pieces
        kind = SizedPieces if hasattr(type(pieces), "__len__") else Pieces
        return kind(request.part, pieces, over)


class _Headers(Mapping[str, str]):
    """The request's headers by their names in lower case."""

    def __init__(self, environ: Environ) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        return str(self._environ["HTTP_" + name.upper().replace("-", "_")])

    def __iter__(self) -> Any:
        return (key[5:].lower().replace("_", "-") for key in self._environ if key.startswith("HTTP_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _send(answer: Answer, method: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    phrases = {200: "OK", 404: "Not Found", 405: "Method Not Allowed"}
    start_response(f"{answer.status} {phrases[answer.status]}", answer.headers)
    return [b"" if method == "HEAD" else answer.body]


def _number(status: str) -> int | None:
    start = status[:3]
    return int(start) if start.isdigit() else None


def _decoded(path: str) -> str:
    """WSGI gives the bytes of a path as Latin-1."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")
