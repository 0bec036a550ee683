"""What passes through the doors is what it was: answers, streams, files, websockets, exceptions; and who may look."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import FileWrapper, setup_testing_defaults

import pytest

from calltrace import asgi, wsgi
from calltrace.web import requests as kept
from calltrace.web.pages import _page

from .servers import environment


def helper(number: int) -> int:
    return number + 1


def environ(path: str = "/", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "PATH_INFO": path,
        "HTTP_HOST": "127.0.0.1:80",
        "wsgi.file_wrapper": FileWrapper,
        **more,
    }
    setup_testing_defaults(found)
    return found


def call(app: Any, path: str = "/", **more: Any) -> tuple[str, dict[str, str], Any]:
    seen: list[Any] = []
    pieces = app(environ(path, **more), lambda status, headers, *error: seen.append((status, dict(headers))))
    return *(seen[-1] if seen else ("", {})), pieces


def listed(app: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(b"".join(call(app, "/_calltrace/requests.json")[2]))
    return found


def answering(pieces: Any) -> Callable[..., Any]:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return pieces

    return app


class Sized:
    """An answer that knows how many pieces it has, and is closed once."""

    closed = 0

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Any:
        return iter([b"one"])

    def close(self) -> None:
        self.closed += 1


def test_lists_and_files_reach_the_server_as_they_are() -> None:
    for pieces in ([b"all"], (b"all",), FileWrapper(io.BytesIO(b"all"))):
        app = wsgi.CalltraceMiddleware(answering(pieces), debug=True)
        status, headers, given = call(app)
        assert given is pieces and status == "200 OK" and headers["Content-Type"] == "text/plain"
        assert headers["X-Calltrace"].startswith("http://127.0.0.1:80/_calltrace/")


def test_other_answers_keep_their_length_and_are_closed_once() -> None:
    answer = Sized()
    app = wsgi.CalltraceMiddleware(answering(answer), debug=True)
    given = call(app)[2]
    assert len(given) == 1 and list(given) == [b"one"]
    given.close()
    assert answer.closed == 1
    generator = call(wsgi.CalltraceMiddleware(answering(piece for piece in [b"one"]), debug=True))[2]
    assert not hasattr(type(generator), "__len__") and list(generator) == [b"one"]


def test_a_stream_is_recorded_until_it_is_left() -> None:
    ended = []

    def pieces() -> Iterable[bytes]:
        try:
            for number in range(100):
                yield b"%d" % helper(number)
        finally:
            ended.append(True)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        return pieces()

    app = wsgi.CalltraceMiddleware(application, debug=True)
    given = call(app, "/stream")[2]
    assert (next(given), next(given)) == (b"1", b"2")
    assert listed(app)[0]["took_ms"] is None
    running = json.loads(b"".join(call(app, f"{listed(app)[0]['url']}trace.json")[2]))
    assert running["recording"]["outcome"] == "stopped"
    given.close()
    assert ended == [True]
    assert (
        listed(app)[0]["calls"] == 7
    )  # two pieces and the end, two helpers, the application, start_response


def test_exceptions_pass_through() -> None:
    def failing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        raise LookupError("not here")

    def late(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        yield b"one"
        raise LookupError("not there")

    app = wsgi.CalltraceMiddleware(failing, debug=True)
    with pytest.raises(LookupError, match="not here"):
        call(app)
    assert (listed(app)[0]["error"], listed(app)[0]["status"]) == ("LookupError: not here", 500)
    app = wsgi.CalltraceMiddleware(late, debug=True)
    with pytest.raises(LookupError, match="not there"):
        list(call(app)[2])
    assert listed(app)[0]["error"] == "LookupError: not there"


def test_nothing_is_recorded_or_shown_unless_it_is_allowed() -> None:
    def may_look(environ: dict[str, Any]) -> bool:
        return bool(environ["HTTP_X_DEVELOPER"])  # raises where there is none

    inner = answering([b"all"])
    for app in (
        wsgi.CalltraceMiddleware(inner),
        wsgi.CalltraceMiddleware(inner, debug=False),
        wsgi.CalltraceMiddleware(inner, show_callback=may_look),
    ):
        assert "X-Calltrace" not in call(app)[1]
        assert call(app, "/_calltrace/")[2] == [b"all"]  # the application's own answer
    allowed = wsgi.CalltraceMiddleware(inner, show_callback=may_look)
    assert "X-Calltrace" in call(allowed, HTTP_X_DEVELOPER="yes")[1]
    assert (
        "X-Calltrace"
        not in call(wsgi.CalltraceMiddleware(inner, debug=True, ignore_paths=["/st*"]), "/static")[1]
    )
    assert (
        "X-Calltrace"
        not in call(wsgi.CalltraceMiddleware(inner, debug=True, ignore_paths=["/st"]), "/st/1")[1]
    )
    assert (
        "X-Calltrace" in call(wsgi.CalltraceMiddleware(inner, debug=True, ignore_paths=["/st"]), "/static")[1]
    )


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, "200 OK"),
        ({"HTTP_SEC_FETCH_SITE": "none"}, "200 OK"),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, "200 OK"),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, "404 Not Found"),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, "404 Not Found"),
        ({"HTTP_HOST": "localhost:8000"}, "200 OK"),
        ({"HTTP_HOST": "[::1]:8000"}, "200 OK"),
        ({"HTTP_HOST": "app.localhost"}, "200 OK"),
        ({"HTTP_HOST": "mine.example"}, "200 OK"),
        ({"HTTP_HOST": "localhost.attacker.example"}, "404 Not Found"),
        ({"HTTP_HOST": "127.0.0.1.attacker.example:80"}, "404 Not Found"),
    ],
)
def test_strangers_get_nothing(more: dict[str, str], status: str) -> None:
    app = wsgi.CalltraceMiddleware(answering([b"all"]), debug=True, hosts=["mine.example"])
    found, headers, pieces = call(app, "/_calltrace/", **more)
    assert found == status
    assert (pieces == [b""]) == (status != "200 OK")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_last_ones_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    app = wsgi.CalltraceMiddleware(answering([b"all"]), debug=True, keep=3)
    for number in range(5):
        call(app, f"/{number}")
    assert [each["path"] for each in listed(app)] == ["/4", "/3", "/2"]
    monkeypatch.setattr(kept, "MAX_BYTES", 0)
    call(app, "/5")
    assert [each["path"] for each in listed(app)] == ["/5"]
    assert b"2 more were dropped" in call(app, "/_calltrace/")[2][0]


def test_what_a_request_says_is_text() -> None:
    app = wsgi.CalltraceMiddleware(answering([b"all"]), debug=True)
    call(app, "/<script>alert(1)</script>", REQUEST_METHOD="<B>", QUERY_STRING="a='\"><img src=x>")
    page = call(app, "/_calltrace/")[2][0].decode()
    assert "<script" not in page and "<img" not in page and "<B>" not in page
    assert page.startswith(_page("Requests", "")[:40])


def test_wrong_options_are_refused() -> None:
    with pytest.raises(TypeError, match="lists of texts"):
        wsgi.CalltraceMiddleware(answering([]), ignore_paths="/static")


# --- ASGI


async def ask(app: Any, kind: str = "http", path: str = "/", **scope: Any) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost:1")]
    await app({"type": kind, "path": path, "method": "GET", "headers": headers, **scope}, receive, send)
    return sent


async def answer(scope: Any, receive: Any, send: Any) -> None:
    for number in range(3):
        helper(number)
        await asyncio.sleep(0)
    await send({"type": "http.response.start", "status": 201, "headers": [(b"a", b"b")]})
    await send({"type": "http.response.body", "body": b"all"})


async def listed_by_asgi(app: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((await ask(app, path="/_calltrace/requests.json"))[1]["body"])
    return found


def test_other_protocols_pass_through_untouched() -> None:
    given: list[Any] = []

    async def app(*everything: Any) -> None:
        given.append(everything)

    async def main() -> None:
        door = asgi.CalltraceMiddleware(app, debug=True)
        for kind in ("websocket", "lifespan"):
            scope = {"type": kind}
            await door(scope, receive := object(), send := object())  # type: ignore[arg-type]
            assert given.pop() == (scope, receive, send)

    asyncio.run(main())


def test_tasks_in_one_loop_are_told_apart() -> None:
    async def main() -> None:
        app = asgi.CalltraceMiddleware(answer, debug=True)
        every = await asyncio.gather(*(ask(app, path=f"/{number}") for number in range(20)))
        assert {sent[0]["status"] for sent in every} == {201}
        assert all(dict(sent[0]["headers"])[b"a"] == b"b" for sent in every)
        found = await listed_by_asgi(app)
        # Three helpers, two that send, and the application in a step more than it waits.
        assert {(each["calls"], each["status"]) for each in found} == {(9, 201)} and len(found) == 20

    asyncio.run(main())


def test_a_request_can_be_cancelled_and_its_tasks_run_on_unrecorded() -> None:
    cleaned: list[str] = []
    begun, told = asyncio.Event(), asyncio.Event()

    async def later() -> None:
        await told.wait()
        helper(1)
        cleaned.append("later")

    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        scope["tasks"].append(asyncio.create_task(later()))
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cleaned.append("cancelled")
            raise

    async def main() -> None:
        app = asgi.CalltraceMiddleware(waiting, debug=True)
        tasks: list[Any] = []
        task = asyncio.create_task(ask(app, tasks=tasks))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        before = (await listed_by_asgi(app))[0]
        told.set()
        await tasks[0]
        assert cleaned == ["cancelled", "later"]
        after = (await listed_by_asgi(app))[0]
        assert before["calls"] == after["calls"] and before["error"] == "CancelledError: "

    asyncio.run(main())


def test_threads_that_carry_the_context_belong_to_the_request() -> None:
    async def threaded(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.to_thread(helper, 1)
        await answer(scope, receive, send)

    async def main() -> None:
        app = asgi.CalltraceMiddleware(threaded, debug=True)
        await asyncio.gather(*(ask(app) for _ in range(5)))
        for each in await listed_by_asgi(app):
            trace = json.loads((await ask(app, path=f"{each['url']}trace.json"))[1]["body"])
            names = [trace["functions"][function]["name"] for function in trace["calls"]["function"]]
            assert names.count("helper") == 4 and len(trace["threads"]) == 2

    asyncio.run(main())


def test_a_profiler_of_the_program_goes_on() -> None:
    import cProfile

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        profiler = cProfile.Profile()
        if sys.version_info >= (3, 12):
            profiler.enable()
        helper(1)
        if sys.version_info >= (3, 12):
            profiler.disable()
        start_response("200 OK", [])
        return [str(len(profiler.getstats())).encode()]

    seen: list[Any] = []

    def others(frame: Any, event: str, value: Any) -> None:
        seen.append(event)

    door = wsgi.CalltraceMiddleware(app, debug=True)
    pieces = call(door)[2]
    if sys.version_info >= (3, 12):
        assert int(pieces[0]) > 0 and listed(door)[0]["calls"] == 3
        return
    before = threading.active_count()
    sys.setprofile(others)
    try:
        call(door)
        assert sys.getprofile() is others and seen
    finally:
        sys.setprofile(None)
    assert threading.active_count() == before


# --- Django's settings


SETTINGS = """
import io, sys
from django_app import application
from wsgiref.util import setup_testing_defaults
for header in ("no", "yes"):
    for path in ("/sync", "/_calltrace/"):
        environ = {"PATH_INFO": path, "QUERY_STRING": "n=1", "HTTP_X_DEVELOPER": header, "HTTP_HOST": "localhost"}
        setup_testing_defaults(environ)
        answer = application(environ, lambda status, headers: None)
        print(answer.status_code, "X-Calltrace" in answer.headers)
"""


@pytest.mark.skipif(importlib.util.find_spec("django") is None, reason="django is not installed")
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"APP_DEBUG": "0"}, ["200 False", "404 False", "200 False", "404 False"]),
        ({"APP_DEBUG": "0", "APP_CALLBACK": "1"}, ["200 False", "404 False", "200 True", "200 False"]),
    ],
)
def test_django_shows_nothing_outside_debug_but_by_the_callback(
    more: dict[str, str], expected: list[str]
) -> None:
    apps = environment(**more)
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS], env=apps, capture_output=True, text=True, check=False
    )
    assert done.stdout.split("\n")[:4] == expected, done.stderr
