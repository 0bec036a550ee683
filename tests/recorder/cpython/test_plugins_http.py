"""Requests over HTTP as events, against a server of the test's own."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from tests.recorder.trees import HOOKS, Recorded


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Hello)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    "asks",
    ["import urllib.request\nurllib.request.urlopen(URL)", "import requests\nrequests.get(URL)"],
    ids=["urllib", "requests"],
)
def test_method_url_status_and_size(hook: str, asks: str, address: str) -> None:
    if "requests" in asks.split():
        pytest.importorskip("requests", reason="requests is not among the packages of the tests")
    recorded = Recorded(asks.replace("URL", f"{address!r} + '/a?token=hunter2&b=1'"), hook)
    assert recorded.error is None
    found = [event["data"] for event in recorded.data["events"] if event["kind"] == "http"]
    url = f"{address}/a?token=redacted&b=1"
    assert found == [{"method": "GET", "url": url, "status": 200, "size": 5}]
