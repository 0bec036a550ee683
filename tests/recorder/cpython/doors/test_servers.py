"""Requests of real clients to real servers: each has a trace of its own, and what is not asked for is not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .servers import SERVERS, Response, Server, running

PATHS = {
    "django runserver": ["/sync", "/async", "/tasks", "/threads", "/stream"],
    "django uvicorn": ["/sync", "/async", "/tasks", "/threads", "/stream-async"],
    "django gunicorn": ["/sync", "/async", "/stream"],
    "flask gunicorn": ["/sync", "/stream"],
    "fastapi uvicorn": ["/sync", "/async", "/tasks", "/threads", "/stream"],
    "starlette uvicorn": ["/sync", "/async", "/tasks"],
}
SECRET = "hunter2-Zq81xv"


@pytest.fixture(params=SERVERS, scope="module")
def served(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server]]:
    with running(request.param) as server:
        yield request.param, server


def steps(trace: dict[str, Any]) -> Counter[tuple[str, ...]]:
    """The arguments of the calls of `step`, which say to which request they belong."""
    calls, functions, values = trace["calls"], trace["functions"], trace["values"]
    return Counter(
        tuple(values[value]["text"] for value in arguments)
        for function, arguments in zip(calls["function"], calls["arguments"], strict=True)
        if functions[function]["name"] == "step"
    )


def listed(server: Server, path: str) -> dict[str, Any]:
    """What the list says of a request. A server may close an answer only after the client has all of it."""
    while True:
        requests = server.ask("/_calltrace/requests.json").json()
        found: dict[str, Any] = next(each for each in requests if each["path"] == path)
        if found["took_ms"] is not None:
            return found


def test_requests_at_once_are_told_apart(served: tuple[str, Server]) -> None:
    name, server = served
    paths = PATHS[name]

    def ask(number: int) -> Response:
        return server.ask(f"{paths[number % len(paths)]}?n={number}")

    with ThreadPoolExecutor(50) as pool:
        responses = list(pool.map(ask, range(50)))
    assert {response.status for response in responses} == {200}
    for number, response in enumerate(responses):
        listed(server, f"{paths[number % len(paths)]}?n={number}")
        trace = server.trace(response)
        expected = Counter((str(number), str(at)) for at in range(3))
        assert steps(trace) == expected, (paths[number % len(paths)], trace["recording"])
        assert trace["recording"]["request"]["path"] == f"{paths[number % len(paths)]}?n={number}"
        assert "remarks" not in trace["recording"]


def test_an_error_is_listed_and_its_trace_says_where(served: tuple[str, Server]) -> None:
    name, server = served
    response = server.ask("/fail?n=7")
    assert response.status == 500
    found = listed(server, "/fail?n=7")
    assert found["status"] == 500
    if not (name.startswith("flask") and found["error"] == "an exception"):  # 3.11 says no more
        assert "no 7" in found["error"]
    page = server.ask("/_calltrace/")
    assert b"/fail?n=7" in page.body and b"500" in page.body
    trace = server.ask(f"{found['url']}trace.json").json()
    names = [trace["functions"][function]["name"] for function in trace["calls"]["function"]]
    assert ("fail", "raised") in zip(names, trace["calls"]["outcome"], strict=True)


def test_what_strangers_and_ignored_paths_get(served: tuple[str, Server]) -> None:
    _, server = served
    link = server.ask("/sync?n=1").link.partition(f":{server.port}")[2]
    for path in ("/_calltrace/", link, f"{link}trace.json", "/_calltrace/requests.json"):
        assert server.ask(path).status == 200
        for site in ("cross-site", "same-site"):
            assert server.ask(path, Sec_Fetch_Site=site).status == 404
        stranger = server.ask(path, Host="attacker.example")
        assert stranger.status == 404 and stranger.body == b""
    assert server.ask("/_calltrace/nowhere/").status == 404
    assert server.ask("/_calltrace/", "POST", b"").status == 405
    assert server.ask("/health").link == ""
    listed = server.ask("/_calltrace/")
    assert listed.headers["x-frame-options"] == "DENY" and listed.headers["cache-control"] == "no-store"
    assert "/health" not in listed.body.decode()


def test_a_large_body_arrives_and_secrets_are_not_kept(served: tuple[str, Server]) -> None:
    name, server = served
    if name.startswith("starlette") or name == "django gunicorn":
        pytest.skip("the same door as another server's")
    body = f"password={SECRET}&rest=".encode() + b"x" * (
        2_000_000 if name.startswith("django") else 50_000_000
    )
    response = server.ask(
        f"/login?password={SECRET}", "POST", body,
        Content_Type="application/x-www-form-urlencoded" if len(body) < 3_000_000 else "application/octet-stream",
        Authorization=f"Bearer {SECRET}", Cookie=f"sessionid={SECRET}",
    )  # fmt: skip
    assert response.status in (200, 403), response.body
    if response.status == 200:
        assert response.json()["size"] == len(body)
    assert SECRET not in str(server.trace(response))
    assert SECRET.encode() not in server.ask("/_calltrace/").body


def test_statements_of_sql_are_counted_with_their_repeats() -> None:
    with running("django runserver") as server:
        server.ask("/queries")
        found = listed(server, "/queries")
        assert found["sql"] == 31
        assert found["sql_repeats"] == [{"sql": "SELECT %s", "count": 30}]
        assert "× 30" in server.ask("/_calltrace/").body.decode()
