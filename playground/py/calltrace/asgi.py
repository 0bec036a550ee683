"""
Records each request of an ASGI application, and shows the last ones at /_calltrace/:

    app.add_middleware(CalltraceMiddleware)  # FastAPI, Starlette
    app = CalltraceMiddleware(app)           # any other

Nothing is recorded or shown unless the application is in debug mode (`FastAPI(debug=True)`, or `debug=True` here) or
`show_callback` allows it. Websockets and the lifespan are passed through. docs/web-apps.md says more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote

from .web.door import LINK, PREFIX, Answer, Door, Request, asked, link
from .web.steps import Steps

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class CalltraceMiddleware:
    """
    `app`: the application. `debug`: whether requests are recorded and shown; None: as the application's own `debug`
    says. `show_callback`: is given the ASGI scope and says the same for each request, also outside debug mode. Other
    options: see Door.
    """

    def __init__(
        self,
        app: Application,
        *,
        debug: bool | None = None,
        show_callback: Callable[[Scope], bool] | None = None,
        **options: Any,
    ) -> None:
        self.app = app
        self._debug, self._callback = debug, show_callback
        self._door = Door(**options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._shows(scope):
            await self.app(scope, receive, send)
            return
        base, path = _places(scope)
        method = scope.get("method", "GET")
        headers = _headers(scope)
        if path == PREFIX[:-1] or path.startswith(PREFIX):
            rest = PREFIX if path == PREFIX[:-1] else path
            await _send(self._door.answer(method, rest, base, headers), method, send)
            return
        request = None
        if self._door.records(path):
            query = scope.get("query_string", b"").decode("latin-1")
            request = self._door.begin(method, path, query)
        if request is None:
            await self.app(scope, receive, send)
            return
        await self._record(
            request, (scope, receive, send), link(request, headers, scope.get("scheme", "http"), base)
        )

    def _shows(self, scope: Scope) -> bool:
        if self._callback is not None:
            return asked(self._callback, scope)
        if self._debug is not None:
            return self._debug
        # Starlette says in the scope which application it is, to what stands inside it.
        if any(getattr(owner, "debug", False) is True for owner in (self.app, scope.get("app"))):
            return True
        self._door.say_once(
            "nothing is recorded, because the application is not in debug mode: run it so, or give the middleware "
            "debug=True or a show_callback"
        )
        return False

    async def _record(self, request: Request, given: tuple[Scope, Receive, Send], shown: str) -> None:
        scope, receive, send = given

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message.get("status")
                message = {**message, "headers": [*message.get("headers", ()), _encoded(LINK, shown)]}
            await send(message)

        error: BaseException | None = None
        try:
            await Steps(request.part, lambda: self.app(scope, receive, sending))
        except BaseException as raised:
            error = raised
            raise
        finally:
            self._door.end(request, error)
            del error  # it would keep this frame, and all that it holds


def _places(scope: Scope) -> tuple[str, str]:
    """What stands before the application's own paths, and the path below it."""
    root, path = scope.get("root_path", ""), scope.get("path", "")
    # Whether the path holds the root differs among servers, as the specification was not clear at first.
    inside = path.removeprefix(root) if root and path.startswith(root + "/") else path
    return quote(root.rstrip("/")), inside


def _headers(scope: Scope) -> Mapping[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())
    }


def _encoded(name: str, value: str) -> tuple[bytes, bytes]:
    return name.lower().encode("latin-1"), value.encode("latin-1", "replace")


async def _send(answer: Answer, method: str, send: Send) -> None:
    headers = [_encoded(name, value) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})
