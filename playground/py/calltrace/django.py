"""
Records each request of a Django project, and shows the last ones at /_calltrace/:

    MIDDLEWARE = ["calltrace.django.CalltraceMiddleware", …]  # first, so that it sees all that others do

There is nothing else to be set up. Nothing is recorded or shown unless `DEBUG` is on, or what `CALLTRACE_SHOW_CALLBACK`
names allows it. docs/web-apps.md has the other settings.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.core.signals import got_request_exception
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from .web.door import LINK, PREFIX, Answer, Door, Request, asked, link
from .web.steps import AsyncPieces, Pieces, Steps

# The key under which a request knows that it is recorded.
_KEY = "calltrace.request"


class CalltraceMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        callback = getattr(settings, "CALLTRACE_SHOW_CALLBACK", None)
        if not settings.DEBUG and callback is None:
            raise MiddlewareNotUsed("calltrace shows requests only where DEBUG is on")
        self._callback = import_string(callback) if isinstance(callback, str) else callback
        self.get_response = get_response
        self._door = Door(**_options())
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)
        got_request_exception.connect(_note_exception)

    def __call__(self, request: HttpRequest) -> Any:
        if self._is_async:
            return self._answer_async(request)
        shown = self._begin(request)
        if shown is None:
            return self.get_response(request)
        if isinstance(shown, HttpResponse):
            return shown
        try:
            with shown.part():
                response = self.get_response(request)
        except BaseException as error:
            self._door.end(shown, error)
            raise
        return self._answered(request, shown, response)

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        # The answer is made where nothing waits for it: settings and lists, no database.
        shown = self._begin(request)
        if shown is None:
            return await self._awaited(request)
        if isinstance(shown, HttpResponse):
            return shown
        try:
            response: HttpResponseBase = await Steps(shown.part, lambda: self.get_response(request))
        except BaseException as error:
            self._door.end(shown, error)
            raise
        return self._answered(request, shown, response)

    def _awaited(self, request: HttpRequest) -> Awaitable[HttpResponseBase]:
        answer: Awaitable[HttpResponseBase] = self.get_response(request)
        return answer

    def _begin(self, request: HttpRequest) -> Request | HttpResponse | None:
        """The request's recording; the answer, where the trace itself is asked for; None: this is not for us."""
        if not (asked(self._callback, request) if self._callback is not None else settings.DEBUG):
            return None
        path = request.path_info
        if path == PREFIX[:-1] or path.startswith(PREFIX):
            return self._shown(request, PREFIX if path == PREFIX[:-1] else path)
        if not self._door.records(path):
            return None
        query = request.META.get("QUERY_STRING", "")
        found = self._door.begin(request.method or "GET", path, query)
        if found is not None:
            request.META[_KEY] = found
        return found

    def _shown(self, request: HttpRequest, path: str) -> HttpResponse:
        try:
            host = request.get_host()
        except DisallowedHost:
            host = ""
        # What ALLOWED_HOSTS lets in is a host of the project's.
        answer = (
            self._door.answer(request.method or "GET", path, _base(request), _headers(request, host))
            if host
            else Answer.nothing()
        )
        response = HttpResponse(b"" if request.method == "HEAD" else answer.body, status=answer.status)
        for name, value in answer.headers:
            response[name] = value
        return response

    def _answered(self, request: HttpRequest, shown: Request, response: Any) -> HttpResponseBase:
        request.META.pop(_KEY, None)
        shown.status = response.status_code
        response[LINK] = link(shown, _headers(request, ""), request.scheme or "http", _base(request))

        def over(error: BaseException | None) -> None:
            self._door.end(shown, error)

        # A file is left to the server, which may send it without reading it.
        if not getattr(response, "streaming", False) or isinstance(response, FileResponse):
            over(None)
        elif getattr(response, "is_async", False):
            response.streaming_content = AsyncPieces(shown.part, response.streaming_content, over)
        else:
            response.streaming_content = Pieces(shown.part, response.streaming_content, over)
        answer: HttpResponseBase = response
        return answer


def _note_exception(sender: Any, request: HttpRequest | None = None, **rest: Any) -> None:
    """Django makes an answer of an exception and tells of it by a signal."""
    import sys

    found = None if request is None else request.META.get(_KEY)
    error = sys.exc_info()[1]
    if isinstance(found, Request) and error is not None:
        found.failed(error)


def _options() -> dict[str, Any]:
    """The project's settings as options of Door."""
    names = ("ignore_paths", "include", "include_stdlib", "max_calls", "keep", "redact")
    given = {name: getattr(settings, f"CALLTRACE_{name.upper()}", None) for name in names}
    root = getattr(settings, "BASE_DIR", None)
    # Django has checked the host itself.
    more = {"root": None if root is None else os.fspath(root), "hosts": ["*"]}
    return {name: value for name, value in {**given, **more}.items() if value is not None}


def _base(request: HttpRequest) -> str:
    return quote(str(request.META.get("SCRIPT_NAME", "")).rstrip("/"))


def _headers(request: HttpRequest, host: str) -> dict[str, str]:
    return {
        "host": host or str(request.META.get("HTTP_HOST", "")),
        "sec-fetch-site": str(request.META.get("HTTP_SEC_FETCH_SITE", "none")),
    }
