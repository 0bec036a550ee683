"""Requests that web frameworks are asked, the templates that they fill in, what is kept in Redis, jobs and commands."""

from __future__ import annotations

from typing import Any

import pytest

from calltrace import Recorder, Scope
from tests.recorder.trees import PROGRAM_ONLY, Recorded


def events(recorded: Recorded, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """The call in which each event happened, and what is kept of it."""
    assert recorded.error is None, recorded.error
    found = [event for event in recorded.data["events"] if event["kind"] == kind]
    assert all(event["duration_us"] is not None for event in found)
    return [(recorded.names()[event["call"]], event["data"]) for event in found]


FLASK = """
import http.client, logging, threading
from flask import Flask, render_template_string
from werkzeug.serving import make_server

app = Flask("app")
app.logger.disabled = logging.getLogger("werkzeug").disabled = True

@app.get("/hi/<name>")
def hi(name):
    return render_template_string("<p>{{ name }}</p>", name=name)

@app.post("/wrong")
def wrong():
    raise ValueError("no")

def ask(client):
    print(client.get("/hi/bee?token=hunter2&x=1").text)
    print(client.post("/wrong").status_code, client.get("/none").status_code)

def ask_server():
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    for path in ("/hi/fly", "/hi/ant", "/none"):
        connection.request("GET", path)
        print(connection.getresponse().read()[:13])
        connection.connect()
    server.shutdown()
    thread.join()
    server.server_close()

ask(app.test_client())
ask_server()
"""


def test_requests_of_flask_and_templates_of_jinja(hook: str) -> None:
    recorded = Recorded(FLASK, hook)
    assert recorded.printed == "<p>bee</p>\n500 404\nb'<p>fly</p>'\nb'<p>ant</p>'\nb'<!doctype htm'\n"
    requests = events(recorded, "request")
    assert [(call, data["method"], data["url"], data["status"]) for call, data in requests] == [
        ("ask", "GET", "/hi/bee?token=redacted&x=1", 200),
        ("ask", "POST", "/wrong", 500),
        ("ask", "GET", "/none", 404),
        # In a thread of the server no call of the program runs yet: it is the first call that it leads to, if any.
        ("hi", "GET", "/hi/fly", 200),
        ("hi", "GET", "/hi/ant", 200),
        ("ask_server", "GET", "/none", 404),
    ]
    assert requests[0][1]["size"] == 10
    assert events(recorded, "template") == [("hi", {"name": "<template>", "size": 10})] * 3


STARLETTE = """
import asyncio
import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Mount, Route

async def home(request):
    return JSONResponse({"a": 1}, status_code=201)

async def stream(request):
    async def pieces():
        yield b"x"
    return StreamingResponse(pieces())

async def wrong(request):
    await asyncio.sleep(0)
    raise ValueError("no")

class Passes(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)

inner = Starlette(routes=[Route("/home", home)])
routes = [Route("/", home), Route("/s", stream), Route("/wrong", wrong, methods=["POST"]), Mount("/in", inner)]
app = Starlette(routes=routes, middleware=[Middleware(Passes)])

async def ask():
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        await client.get("/?q=1&password=hunter2")
        print((await client.get("/s")).text)
        await client.post("/wrong")
        await client.get("/none")
        await client.get("/in/home")

asyncio.run(ask())
"""


def test_requests_of_starlette(hook: str) -> None:
    recorded = Recorded(STARLETTE, hook)
    assert recorded.printed == "x\n"
    found = [tuple(data.values()) for call, data in events(recorded, "request") if call == "ask"]
    assert found == [
        ("GET", "/?q=1&password=redacted", 201, 7),
        ("GET", "/s", 200, None),
        ("POST", "/wrong", 500, 21),
        ("GET", "/none", 404, 9),
        ("GET", "/in/home", 201, 7),
    ]


REDIS = """
import asyncio
import fakeredis

store = fakeredis.FakeRedis()
store.set("a", 1)
print(store.get("a"))
store.hset("user", mapping={"name": "bee", "password": "hunter2"})
print(len(store.hgetall("user")), store.set("session:token", "hunter2"), len(store.get("session:token")))
with store.pipeline() as pipeline:
    print(pipeline.set("b", 2).incr("b").execute())

async def work():
    async with fakeredis.FakeAsyncRedis() as store:
        await store.get("x")

asyncio.run(work())
"""


def test_commands_for_redis(hook: str) -> None:
    recorded = Recorded(REDIS, hook)
    assert recorded.printed == "b'1'\n2 True 7\n[True, 3]\n"
    found = events(recorded, "cache")
    assert [(data["command"], data["arguments"], data.get("result")) for _, data in found] == [
        ("SET", ["a", 1], True),
        ("GET", ["a"], "1"),
        ("HSET", ["user", "name", "bee", "password", "redacted"], 2),
        ("HGETALL", ["user"], {"name": "bee", "password": "redacted"}),
        ("SET", ["session:token", "redacted"], True),
        ("GET", ["session:token"], "redacted"),
        ("pipeline", [["SET", "b", 2], ["INCRBY", "b", 1]], None),
        ("GET", ["x"], None),
    ]
    assert found[-1][0] == "work"


HUEY = """
import logging
from huey import MemoryHuey

logging.getLogger("huey").disabled = True
queue = MemoryHuey(immediate=True)

@queue.task()
def add(a, b, password=None):
    return a + b

@queue.task()
def wrong():
    raise ValueError("no")

print(add(1, 2, password="hunter2")(blocking=True))
wrong()
"""


def test_jobs_of_huey(hook: str) -> None:
    recorded = Recorded(HUEY, hook)
    assert recorded.printed == "3\n"
    jobs = [data for _, data in events(recorded, "job")]
    assert [(job["name"], job["operation"], job["arguments"], job.get("outcome")) for job in jobs] == [
        ("add", "run", [1, 2, {"password": "redacted"}], "finished"),
        ("add", "enqueue", [1, 2, {"password": "redacted"}], None),
        ("wrong", "run", [], "failed"),
        ("wrong", "enqueue", [], None),
    ]
    assert jobs[0]["id"] == jobs[1]["id"]


@pytest.mark.parametrize(
    ("call", "kept"),
    [
        ("subprocess.run([PYTHON, '-c', 'pass'])", {"command": ["…", "-c", "pass"], "status": 0}),
        ("subprocess.call('exit 3', shell=True)", {"command": "exit 3", "status": 3}),
        ("subprocess.check_output('echo', shell=True)", {"command": "echo", "status": 0}),
        ("os.system('exit 0')", {"command": "exit 0"}),
        (
            "subprocess.run(['true', '--password', 'hunter2', '--token=hunter2', '-v', 'KEY=1', 'API_KEY=hunter2'])",
            {"command": ["true", "--password", "redacted", "--token=redacted", "-v", "KEY=1", "API_KEY=redacted"],
             "status": 0},
        ),
        (
            "subprocess.run(['true', 'Authorization: Bearer hunter2', 'https://me:hunter2@x.org/?token=hunter2'])",
            {"command": ["true", "Authorization: redacted", "https://me:redacted@x.org/?token=redacted"], "status": 0},
        ),
        (
            "subprocess.run('true --secret \"hunter2 hunter2\" PASSWORD=hunter2 x', shell=True)",
            {"command": "true --secret redacted PASSWORD=redacted x", "status": 0},
        ),
    ],
)  # fmt: skip
def test_commands(call: str, kept: dict[str, Any], hook: str) -> None:
    recorded = Recorded(f"import os, subprocess, sys\nPYTHON = sys.executable\n{call}", hook)
    ((_, data),) = events(recorded, "process")
    if "PYTHON" in call:
        data["command"][0] = "…"
    assert data == kept


def test_what_leads_to_no_call_of_the_program_is_counted(hook: str) -> None:
    import flask

    app = flask.Flask("nobody")
    recorder = Recorder(Scope(PROGRAM_ONLY, program=frozenset({"main.py"})), lambda chunk: None, hook=hook)
    recorder.start()
    try:
        app.test_client().get("/none")
    finally:
        recorder.stop()
    assert recorder.remarks() == ["events left out in which no call of the program ran: 1"]
