"""netlify.toml says which headers the site has; the local server sends those and no others."""

import http.client
import tomllib

import pytest

from playground.headers import compile_pattern, headers_for, read_rules
from playground.project import DIST, NETLIFY, files_in
from playground.server import SiteServer

OWN_HEADERS = {
    "server", "date", "content-length", "content-encoding", "x-uncompressed-length", "etag", "vary",
    "content-type", "cache-control",
}  # fmt: skip


def toml_headers(path: str) -> list[tuple[str, str]]:
    """What netlify.toml says for a path, read without the server's own code: its three kinds of pattern."""

    def matches(pattern: str) -> bool:
        before, star, after = pattern.partition("*")
        return path == pattern if not star else path.startswith(before) and path.endswith(after)

    rules = tomllib.loads(NETLIFY.read_text())["headers"]
    return [(name, value) for rule in rules if matches(rule["for"]) for name, value in rule["values"].items()]


def get(server: SiteServer, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=10)
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def published() -> list[str]:
    return ["/", *sorted(f"/{path.relative_to(DIST).as_posix()}" for path in files_in(DIST))]


def test_the_server_sends_for_every_file_what_netlify_toml_says(server):
    assert len(published()) > 30
    for path in published():
        response = get(server, path, "HEAD")
        sent = {name.lower(): value for name, value in response.getheaders()}
        said = {name.lower(): value for name, value in toml_headers(path)}
        assert response.status == 200, path
        assert {name: sent.get(name) for name in said} == said, path
        assert set(sent) - set(said) <= OWN_HEADERS, path


def test_no_two_rules_set_the_same_header_for_one_file(server):
    for path in [*published(), "/assets/worker-abc.js", "/404.html"]:
        names = [name.lower() for name, _ in toml_headers(path)]
        assert len(names) == len(set(names)), path


def test_the_page_is_isolated_and_may_talk_to_its_own_origin_only(server):
    response = get(server, "/")
    assert response.getheader("Cross-Origin-Opener-Policy") == "same-origin"
    assert response.getheader("Cross-Origin-Embedder-Policy") == "require-corp"
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]
    assert "'wasm-unsafe-eval'" in policy["script-src"]
    assert not {"'unsafe-eval'", "'unsafe-inline'"} & set(policy["script-src"])
    assert policy["style-src"] == ["'self'"]


def test_the_worker_has_a_policy_of_its_own_that_lets_programs_use_https(server):
    workers = [path for path in published() if path.startswith("/assets/worker-") and path.endswith(".js")]
    assert workers, "the worker's file is named by this pattern in netlify.toml"
    for path in workers:
        assert policy_of(get(server, path))["connect-src"] == ["'self'", "https:"]


def policy_of(response: http.client.HTTPResponse) -> dict[str, list[str]]:
    parts = (response.getheader("Content-Security-Policy") or "").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def test_names_with_a_hash_are_cached_for_ever_and_pages_never(server):
    for path in published():
        caching = get(server, path, "HEAD").getheader("Cache-Control")
        if path.startswith(("/assets/", "/runtime/", "/examples/")):
            assert caching == "public, max-age=31536000, immutable", path
        else:
            assert caching in {"no-cache", "public, max-age=0, must-revalidate"}, path


TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".webmanifest": "application/manifest+json",
    ".gz": "application/gzip",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}


def test_every_file_has_the_type_that_browsers_want(server):
    for path in published()[1:]:
        suffix = path[path.rindex(".") :]
        sent = get(server, path, "HEAD").getheader("Content-Type") or ""
        assert sent.partition(";")[0] == TYPES[suffix], path


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/", "/", True),
        ("/", "/index.html", False),
        ("/*", "/", True),
        ("/*", "/a/b.js", True),
        ("/assets/*", "/assets/a.js", True),
        ("/assets/*", "/assets", True),
        ("/assets/*", "/assetsx/a.js", False),
        ("/assets/worker-*.js", "/assets/worker-1a2b.js", True),
        ("/assets/worker-*.js", "/assets/index-worker-1.js", False),
        ("/assets/worker-*.js", "/assets/worker-1.js.map", False),
        ("/*.gz", "/runtime/1/a.tar.gz", True),
        ("/*.gz", "/runtime/1/a-gz", False),
        ("/:page/index.html", "/one/index.html", True),
        ("/:page/index.html", "/one/two/index.html", False),
        ("/About", "/about", True),
    ],
)
def test_a_pattern_means_what_it_means_to_netlify(pattern, path, matches):
    assert bool(compile_pattern(pattern).fullmatch(path)) is matches


def test_a_rule_wins_over_what_a_host_would_send_by_itself():
    headers = headers_for("/runtime/1/pyodide.mjs", read_rules())
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in headers["Cache-Control"]
