"""Requests over HTTP as events, by the real libraries, against a server of the test's own."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from tests.recorder.trees import HOOKS, Recorded


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(404 if self.path == "/none" else 200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


URLLIB = """
import urllib.error, urllib.request
print(urllib.request.urlopen(URL + "/a?token=hunter2&b=1").read())
urllib.request.urlopen(urllib.request.Request(URL + "/b", data=b"body"))
try: urllib.request.urlopen(URL + "/none")
except urllib.error.HTTPError as error: print(error.code)
"""
REQUESTS = """
import requests
print(requests.get(URL + "/a?token=hunter2&b=1").content)
requests.Session().post(URL + "/b", json={"n": 1}, auth=("ada", "hunter2"))
print(requests.get(URL + "/none").status_code)
"""
URLLIB3 = """
import urllib3
print(urllib3.request("GET", URL + "/a?token=hunter2&b=1").data)
with urllib3.PoolManager() as pool:
    pool.request("POST", URL + "/b", body=b"body")
    print(pool.request("GET", URL + "/none").status)
"""
HTTPX = """
import httpx
print(httpx.get(URL + "/a?token=hunter2&b=1").content)
with httpx.Client(auth=("ada", "hunter2")) as client:
    client.post(URL + "/b", json={"n": 1})
    print(client.get(URL + "/none").status_code)
"""


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    "asks", [URLLIB, REQUESTS, URLLIB3, HTTPX], ids=["urllib", "requests", "urllib3", "httpx"]
)
def test_method_url_status_and_size(hook: str, asks: str, address: str) -> None:
    recorded = Recorded(f"URL = {address!r}\n{asks}", hook)
    assert recorded.error is None
    assert recorded.printed == "b'hello'\n404\n"
    found = [event["data"] for event in recorded.data["events"] if event["kind"] == "http"]
    # urllib raises for a status that is an error, and there is no answer to read it off.
    bad = (None, None) if asks == URLLIB else (404, 5)
    assert found == [
        {"method": "GET", "url": f"{address}/a?token=redacted&b=1", "status": 200, "size": 5},
        {"method": "POST", "url": f"{address}/b", "status": 200, "size": 5},
        {"method": "GET", "url": f"{address}/none", "status": bad[0], "size": bad[1]},
    ]


@pytest.mark.parametrize("hook", HOOKS)
def test_requests_that_wait_for_each_other(hook: str, address: str) -> None:
    recorded = Recorded(
        f"""
        import asyncio, httpx
        async def ask(client, path):
            return (await client.get({address!r} + path)).status_code
        async def main():
            async with httpx.AsyncClient() as client:
                print(await asyncio.gather(ask(client, "/a"), ask(client, "/none")))
        asyncio.run(main())
        """,
        hook,
    )
    assert (recorded.error, recorded.printed) == (None, "[200, 404]\n")
    found = {event["data"]["url"]: event for event in recorded.data["events"] if event["kind"] == "http"}
    assert [found[f"{address}{path}"]["data"]["status"] for path in ("/a", "/none")] == [200, 404]
    assert {recorded.names()[event["call"]] for event in found.values()} == {"ask"}


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("library", ["requests", "httpx"])
def test_nobody_answers(hook: str, library: str) -> None:
    error = {"requests": "requests.ConnectionError", "httpx": "httpx.ConnectError"}[library]
    recorded = Recorded(
        f"import {library}\ntry: {library}.get('http://127.0.0.1:9/')\nexcept {error}: print('refused')", hook
    )
    assert (recorded.error, recorded.printed) == (None, "refused\n")
    (event,) = [event for event in recorded.data["events"] if event["kind"] == "http"]
    assert (event["data"]["status"], event["data"]["size"]) == (None, None)
    assert event["duration_us"] >= 0
