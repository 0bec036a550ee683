"""Starts a real server for one of the applications in apps/, and asks it as a client does."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

APPS = Path(__file__).parent / "apps"
RECORDER = Path(__file__).parents[4] / "playground" / "py"

# Which modules a server needs, and its command; the port is put in.
SERVERS = {
    "django runserver": (("django",), ["django_app.py", "runserver", "127.0.0.1:PORT", "--noreload"]),
    "django uvicorn": (
        ("django", "uvicorn"),
        ["-m", "uvicorn", "django_app:asgi_application", "--port", "PORT", "--log-level", "warning"],
    ),
    "django gunicorn": (
        ("django", "gunicorn"),
        ["-m", "gunicorn", "django_app:application", "-b", "127.0.0.1:PORT", "--threads", "8"],
    ),
    "flask gunicorn": (
        ("flask", "gunicorn"),
        ["-m", "gunicorn", "flask_app:app", "-b", "127.0.0.1:PORT", "--threads", "8"],
    ),
    "fastapi uvicorn": (
        ("fastapi", "uvicorn"),
        ["-m", "uvicorn", "fastapi_app:app", "--port", "PORT", "--log-level", "warning"],
    ),
    "starlette uvicorn": (
        ("starlette", "uvicorn"),
        ["-m", "uvicorn", "starlette_app:app", "--port", "PORT", "--log-level", "warning"],
    ),
}


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def link(self) -> str:
        return self.headers.get("x-calltrace", "")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    port: int

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
            )
            answer = connection.getresponse()
            return Response(
                answer.status, {name.lower(): text for name, text in answer.headers.items()}, answer.read()
            )
        finally:
            connection.close()

    def trace(self, response: Response) -> dict[str, Any]:
        path = response.link.partition(f":{self.port}")[2]
        found: dict[str, Any] = self.ask(f"{path}trace.json").json()
        return found


def missing(name: str) -> str | None:
    return next((module for module in SERVERS[name][0] if importlib.util.find_spec(module) is None), None)


def environment(**more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": f"{RECORDER}{os.pathsep}{APPS}",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


@contextmanager
def running(name: str) -> Iterator[Server]:
    """The server of that name; the test is skipped where its framework is not installed."""
    if (module := missing(name)) is not None:
        pytest.skip(f"{module} is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [word.replace("PORT", str(port)) for word in SERVERS[name][1]]
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=APPS,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        server = Server(port)
        _wait(server, process)
        yield server
    finally:
        process.kill() if "gunicorn" not in name else process.terminate()
        process.communicate()


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            server.ask("/health")
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                pytest.fail(process.communicate()[0].decode()[-2000:])
            time.sleep(0.03)
