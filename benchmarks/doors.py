"""
What the doors cost: a request of Django, Flask and Starlette without the middleware, with it and not in debug mode, and
recorded; a suite of short tests without the plugin, with it installed, and with `--calltrace`. Each way is a process of
its own, because a hook that has been put in place concerns all requests of a process; the ways take turns. Times are
those of the processor.

    .venv/bin/python benchmarks/doors.py [rounds]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from common import ROOT, interleaved, keep, median

# A request makes so many calls of the program's own code, besides some 600 of the framework's.
OWN_CALLS = 200
REQUESTS = 150

SHARED = f"""
import asyncio, sys, time
from wsgiref.util import setup_testing_defaults
def leaf(number): return number + 1
def work(): return sum(leaf(number) for number in range({OWN_CALLS}))
way = sys.argv[1]
def report(ask):
    for _ in range(30): ask()
    begun = time.process_time()
    for _ in range({REQUESTS}): ask()
    print((time.process_time() - begun) * 1000 / {REQUESTS})
def wsgi(app):
    def ask():
        environ = {{"PATH_INFO": "/", "HTTP_HOST": "localhost"}}
        setup_testing_defaults(environ)
        answer = app(environ, lambda status, headers, error=None: None)
        for piece in answer: pass
        getattr(answer, "close", lambda: None)()
    return ask
"""
APPLICATIONS = {
    "Django, 30 statements of SQL": """
import django
from django.conf import settings
settings.configure(DEBUG=way == "recorded", SECRET_KEY="s", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__,
    LOGGING_CONFIG=None, DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    MIDDLEWARE=[] if way == "without" else ["calltrace.django.CalltraceMiddleware"])
django.setup()
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import JsonResponse
from django.urls import path
def view(request):
    with connection.cursor() as cursor:
        for number in range(30): cursor.execute("SELECT %s", [number])
    return JsonResponse({"total": work()})
urlpatterns = [path("", view)]
report(wsgi(get_wsgi_application()))
""",
    "Flask": """
from flask import Flask, jsonify
from calltrace.wsgi import CalltraceMiddleware
app = Flask(__name__)
@app.get("/")
def view(): return jsonify(total=work())
if way != "without": app.wsgi_app = CalltraceMiddleware(app.wsgi_app, debug=way == "recorded")
report(wsgi(app))
""",
    "Starlette": """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from calltrace.asgi import CalltraceMiddleware
async def view(request): return JSONResponse({"total": work()})
app = Starlette(routes=[Route("/", view)])
if way != "without": app = CalltraceMiddleware(app, debug=way == "recorded")
async def receive(): return {"type": "http.request", "body": b"", "more_body": False}
async def send(message): pass
loop = asyncio.new_event_loop()
scope = {"type": "http", "path": "/", "method": "GET", "query_string": b"", "headers": [(b"host", b"localhost")]}
report(lambda: loop.run_until_complete(app(dict(scope), receive, send)))
""",
}
WAYS = ("without", "not in debug mode", "recorded")

SUITE = f"""
import pytest
def leaf(number): return number + 1
def work(): return sum(leaf(number) for number in range({OWN_CALLS}))
@pytest.mark.parametrize("number", range(200))
def test_work(number): assert work()
"""
PYTEST_WAYS = {
    "without": [],
    "installed": ["-p", "calltrace_pytest.plugin"],
    "recorded": ["-p", "calltrace_pytest.plugin", "--calltrace"],
}


def request(application: str, way: str) -> Callable[[], float]:
    def measure() -> float:
        return float(_run(["-c", SHARED + APPLICATIONS[application], way], Path.cwd()))

    return measure


def suite(folder: Path, way: str) -> Callable[[], float]:
    """ms of a whole run of pytest, with its start."""

    def measure() -> float:
        measured = (
            "import os, subprocess, sys; "
            "subprocess.run([sys.executable, '-m', 'pytest', '-q', *sys.argv[1:]], check=True, stdout=2); "
            "found = os.times(); print((found.children_user + found.children_system) * 1000)"
        )
        return float(_run(["-c", measured, *PYTEST_WAYS[way]], folder))

    return measure


def _run(arguments: list[str], folder: Path) -> str:
    recorder = str(ROOT / "playground" / "py")
    environment = {**os.environ, "PYTHONPATH": recorder, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    results: dict[str, dict[str, float]] = {}
    for application in APPLICATIONS:
        times = interleaved(rounds, {way: request(application, way) for way in WAYS})
        results[application] = {way: round(median(found), 3) for way, found in times.items()}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "test_work.py").write_text(SUITE)
        times = interleaved(rounds, {way: suite(folder, way) for way in PYTEST_WAYS})
        results["pytest, 200 tests"] = {way: round(median(found), 1) for way, found in times.items()}
    for name, found in results.items():
        plain = found["without"]
        print(name, *(f"{way} {ms} ms ({ms / plain:.2f} ×)" for way, ms in found.items()), sep=" · ")
    keep("doors", {"python": sys.version.split()[0], "results": results})


if __name__ == "__main__":
    main()
