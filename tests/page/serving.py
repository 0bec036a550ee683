"""A server that can be told to misbehave, and that remembers what it was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.headers import Rule
from playground.project import DIST
from playground.server import Handler, SiteServer

Fault = Callable[["FaultyHandler"], None]


class FaultyServer(SiteServer):
    def __init__(self, folder: Path, rules: list[Rule] | None) -> None:
        super().__init__(folder, 0, rules)
        self.RequestHandlerClass = FaultyHandler
        # By the end of the path; the first that fits.
        self.faults: dict[str, Fault] = {}
        self.asked: list[str] = []
        self.down = False
        self.released = threading.Event()


class FaultyHandler(Handler):
    server: FaultyServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        if self.server.down:
            self.close_connection = True
            return
        for ending, fault in self.server.faults.items():
            if path.endswith(ending):
                fault(self)
                return
        super().do_GET()

    def whole(self) -> bytes:
        """What should be sent for this request, not compressed."""
        body = self.server.answer(self.path, "", "").body
        return body if isinstance(body, bytes) else body.read_bytes()

    def send(self, status: int, body: bytes, length: int | None = None, **changed: str) -> None:
        """The file's own headers but for those changed; `length` is what Content-Length claims."""
        headers = dict(self.server.answer(self.path, "", "").headers)
        headers.pop("ETag", None)
        headers["Content-Length"] = str(len(body) if length is None else length)
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def login_page(handler: FaultyHandler) -> None:
    """What a network in a hotel sends in place of anything."""
    handler.send(200, b"<!doctype html><title>Log in</title>", Content_Type="text/html; charset=utf-8")


def error_500(handler: FaultyHandler) -> None:
    handler.send(500, b"Internal server error", Content_Type="text/plain", Cache_Control="no-store")


def cut(handler: FaultyHandler) -> None:
    """Half of the file, then the connection is gone."""
    body = handler.whole()
    handler.send(200, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def too_short(handler: FaultyHandler) -> None:
    """Half of the file, sent as if it were the whole."""
    body = handler.whole()
    handler.send(200, body[: len(body) // 2])


def stall(handler: FaultyHandler) -> None:
    """Half of the file, then nothing until the test says so; then the rest."""
    body = handler.whole()
    handler.send(200, body[: len(body) // 2], length=len(body))
    handler.wfile.flush()
    handler.server.released.wait(120)
    handler.wfile.write(body[len(body) // 2 :])


def empty(handler: FaultyHandler) -> None:
    """A file with nothing in it, which a script may well be."""
    handler.send(200, b"")


def error_404(handler: FaultyHandler) -> None:
    handler.send(404, b"Not found.", Content_Type="text/plain", Cache_Control="no-store")


def on_its_way(handler: FaultyHandler) -> None:
    """In place of the worker that runs Python: one that has begun to load it, and never comes further."""
    loading = '{ type: "loading", stage: "Python", file: "pyodide.mjs", loaded: 0, total: 0 }'
    handler.send(200, f"onmessage = () => postMessage({loading});".encode())


def message_checks() -> Path:
    """The script that checks what a worker sends; what checks trace files has the same name."""
    (script,) = (
        path for path in DIST.glob("assets/validate-*.js") if "TraceFileError" not in path.read_text("utf-8")
    )
    return script


@contextmanager
def serving(folder: Path = DIST, rules: list[Rule] | None = None) -> Iterator[FaultyServer]:
    with FaultyServer(folder, rules) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
