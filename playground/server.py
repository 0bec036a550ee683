"""The local server: it sends the files of dist/ with the headers of netlify.toml, compressed as a host would."""

from __future__ import annotations

import errno
import os
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playground.build.compress import compressed
from playground.headers import Rule, headers_for, read_rules
from playground.project import DIST, Failure, file_hash, say

HOST = "127.0.0.1"
PORT = 8000
BLOCK_BYTES = 1 << 16


@dataclass(frozen=True)
class Answer:
    status: HTTPStatus
    headers: dict[str, str]
    body: Path | bytes


class SiteServer(ThreadingHTTPServer):
    """Serves the files of one folder. With `port` 0 it takes any free port."""

    daemon_threads = True

    def __init__(self, folder: Path = DIST, port: int = PORT, rules: list[Rule] | None = None) -> None:
        self.folder = folder.resolve()
        self.rules = read_rules() if rules is None else rules
        super().__init__((HOST, port), Handler)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Reports nothing where the browser closed the connection, which is not an error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def answer(self, target: str, accepted: str, known: str) -> Answer:
        """The answer to a GET of `target`; `accepted` is its Accept-Encoding, `known` its If-None-Match."""
        path = unquote(urlsplit(target).path)
        file = self._file(path)
        headers = headers_for(path, self.rules)
        if file is None:
            text = b"Not found.\n"
            headers |= {
                "Content-Type": "text/plain; charset=utf-8",
                "Cache-Control": "no-cache",
                "Content-Length": str(len(text)),
            }
            return Answer(HTTPStatus.NOT_FOUND, headers, text)
        digest = _digest(file, file.stat().st_mtime_ns, file.stat().st_size)
        encoding, body = _variant(file, digest, accepted)
        headers["ETag"] = f'"{digest[:32]}{"-" + encoding if encoding else ""}"'
        headers["Vary"] = "Accept-Encoding"
        if headers["ETag"] in known:
            return Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
        headers["Content-Length"] = str(body.stat().st_size)
        if encoding:
            headers["Content-Encoding"] = encoding
            # The page shows progress in decoded bytes, and Content-Length counts the encoded ones.
            headers["X-Uncompressed-Length"] = str(file.stat().st_size)
        return Answer(HTTPStatus.OK, headers, body)

    def _file(self, path: str) -> Path | None:
        if "\0" in path or "\\" in path:
            return None
        file = (self.folder / path.lstrip("/")).resolve()
        if file != self.folder and self.folder not in file.parents:
            return None
        if file.is_dir():
            file = file / "index.html" if path.endswith("/") else file
        elif not file.suffix and not path.endswith("/"):
            # The host does the same: /embed is embed.html.
            file = file.with_suffix(".html")
        return file if file.is_file() else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "playground"
    sys_version = ""
    server: SiteServer

    def do_GET(self) -> None:
        answer = self.server.answer(
            self.path, self.headers.get("Accept-Encoding", ""), self.headers.get("If-None-Match", "")
        )
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(answer.body, bytes):
            self.wfile.write(answer.body)
            return
        with answer.body.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                self.wfile.write(block)

    do_HEAD = do_GET

    def log_message(self, format: str, *arguments: Any) -> None:
        """Logs nothing: the terminal is for what a person should know."""


@lru_cache(maxsize=4096)
def _digest(file: Path, changed: int, size: int) -> str:
    return file_hash(file)


def _variant(file: Path, digest: str, accepted: str) -> tuple[str, Path]:
    """The best encoding that is accepted and the file in that encoding; "" and the file itself where there is none."""
    offered = {part.partition(";")[0].strip().lower() for part in accepted.split(",")}
    for encoding in ("br", "gzip"):
        if encoding in offered:
            path = compressed(digest, encoding)
            if path.is_file():
                return encoding, path
    return "", file


def open_server(port: int | None) -> SiteServer:
    """A server on this port; with None on port 8000 or the next one that is free."""
    for candidate in [port] if port is not None else range(PORT, PORT + 20):
        try:
            return SiteServer(port=candidate)
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
    if port is not None:
        raise Failure(f"Port {port} is taken: name another one with --port, or leave it out.")
    raise Failure(f"Ports {PORT} to {PORT + 19} are all taken: name a free one with --port.")


def serve(port: int | None, open_page: bool, prepare: Callable[[], object]) -> None:
    """Serves until Ctrl+C. `prepare` builds the site; it is called once the server has its port."""
    with open_server(port) as server:
        prepare()
        say(f"The playground is at {server.address}/ (Ctrl+C ends it)")
        if open_page and _has_display():
            webbrowser.open(server.address + "/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("")


def _has_display() -> bool:
    """Whether a window can be opened: without a display, a text browser might take over the terminal."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
