"""
The server behind `calltrace view`: it shows files to one browser on this machine and ends when their last tab is
closed.

Who else runs on this machine, or has a page open in the same browser, gets nothing of it: the address holds a token
that cannot be guessed, and a request must name this very host and, where it changes anything, come from a page of ours.
"""

from __future__ import annotations

import errno
import html
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from calltrace.page import page_with

from .opened import CannotShow, Opened

HOST = "127.0.0.1"
# How long the last tab may be gone, as when it is loaded again, before the server ends, in seconds.
GRACE_S = 3.0
MAX_REQUEST_BYTES = 10_000

Edit = Callable[[str, int], str | None]


class ViewServer(ThreadingHTTPServer):
    """`edit` opens a file at a line in an editor and gives a sentence where it cannot. Port 0 is any free one."""

    daemon_threads = True

    def __init__(self, files: Sequence[Opened], port: int = 0, edit: Edit | None = None) -> None:
        super().__init__((HOST, port), Handler)
        self.files = files
        self.edit = edit
        self.token = secrets.token_urlsafe(18)
        self._tabs = 0
        self._left_at = 0.0
        self._lock = threading.Lock()

    @property
    def hosts(self) -> tuple[str, str]:
        port = self.server_address[1]
        return f"{HOST}:{port}", f"localhost:{port}"

    @property
    def address(self) -> str:
        return f"http://{self.hosts[0]}/{self.token}/0"

    def page(self, number: int) -> bytes:
        """The page with a file as it is now. Raises CannotShow."""
        shown = self.files[number]
        told = {
            "path": f"/{self.token}/",
            "files": [file.name for file in self.files],
            "shown": number,
            "edits": self.edit is not None,
        }
        meta = f'<meta name="calltrace-view" content="{html.escape(json.dumps(told))}" />\n'
        page = page_with(shown.read(), shown.name, meta, level=1)
        # It asks this server whether it is still there, and no other.
        return page.replace(b"connect-src 'none'", b"connect-src 'self'", 1)

    def tab_opened(self) -> None:
        with self._lock:
            self._tabs += 1

    def tab_closed(self) -> None:
        with self._lock:
            self._tabs -= 1
            self._left_at = time.monotonic()
            if self._tabs == 0:
                threading.Timer(GRACE_S, self._end_if_left).start()

    def _end_if_left(self) -> None:
        with self._lock:
            left = self._tabs == 0 and time.monotonic() - self._left_at >= GRACE_S - 0.1
        if left:
            self.shutdown()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Reports nothing where the browser closed the connection, which is not an error."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server_version = "calltrace"
    sys_version = ""
    server: ViewServer

    def do_GET(self) -> None:
        place = self._place()
        if place is None:
            self._answer(HTTPStatus.NOT_FOUND, b"Not found.\n")
        elif place == "alive":
            self._stay()
        elif place.isascii() and place.isdecimal() and int(place) < len(self.server.files):
            try:
                page = self.server.page(int(place))
            except (CannotShow, OSError) as error:
                self._answer(HTTPStatus.NOT_FOUND, f"{error}\n".encode())
            else:
                self._answer(HTTPStatus.OK, page, "text/html; charset=utf-8")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"Not found.\n")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        ours = self.headers.get("Origin", "") in {f"http://{host}" for host in self.server.hosts}
        if self._place() != "edit" or self.server.edit is None or not ours:
            self._answer(HTTPStatus.NOT_FOUND, b"Not found.\n")
            return
        if not length.isdecimal() or int(length) > MAX_REQUEST_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"That is too much.\n")
            return
        try:
            wanted = json.loads(self.rfile.read(int(length)))
            file, line = str(wanted["file"]), int(wanted["line"])
        except (ValueError, KeyError, TypeError):
            self._answer(HTTPStatus.BAD_REQUEST, b"That names no place.\n")
            return
        refusal = self.server.edit(file, line)
        status = HTTPStatus.OK if refusal is None else HTTPStatus.CONFLICT
        self._answer(status, (refusal or "").encode())

    def _place(self) -> str | None:
        """What of ours is asked for; None: somebody asks who cannot know the address."""
        if self.headers.get("Host", "") not in self.server.hosts:
            return None
        token, _, place = self.path.removeprefix("/").partition("/")
        return place if secrets.compare_digest(token.encode(), self.server.token.encode()) else None

    def _stay(self) -> None:
        """Answers for as long as the tab is there."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(b"retry: 500\n\n")
        self.server.tab_opened()
        try:
            # A browser says nothing more on this connection: when something can be read, that is its end.
            while self.connection.recv(4096):
                pass
        except OSError:
            pass
        finally:
            self.server.tab_closed()

    def _answer(self, status: HTTPStatus, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Content-Security-Policy": "frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Logs nothing: the terminal is for what a person should know."""


def is_taken(error: OSError) -> bool:
    """Whether another program has the port."""
    return error.errno in {errno.EADDRINUSE, errno.EACCES}
