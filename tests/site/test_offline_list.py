"""What the service worker hands out without a network is what the server would have sent: same files, same headers."""

import base64
import http.client
import json
from typing import Any

from playground.project import DIST, file_hash
from playground.server import SiteServer

# What the server says of the way that a file takes, which is another one out of a store.
OF_THE_WAY = {
    "server", "date", "content-length", "content-encoding", "x-uncompressed-length", "etag", "vary",
}  # fmt: skip


def listed() -> dict[str, Any]:
    first = (DIST / "sw.js").read_text("utf-8").partition("\n")[0]
    files: dict[str, Any] = json.loads(first.removeprefix("self.SITE_FILES=").removesuffix(";"))
    return files


def sent(server: SiteServer, path: str) -> dict[str, str]:
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=10)
    connection.request("HEAD", path)
    headers = {name.lower(): value for name, value in connection.getresponse().getheaders()}
    return {name: value for name, value in headers.items() if name not in OF_THE_WAY}


def test_every_file_is_listed_with_the_headers_that_the_server_sends(server):
    files = listed()
    entries = {entry["url"]: entry for entry in files["always"] + files["used"]}
    (worker,) = DIST.glob("assets/worker-*.js")
    assert {"/", f"/assets/{worker.name}"} <= set(entries)
    for path, entry in entries.items():
        headers = {name.lower(): value for name, value in files["headers"][entry["headers"]].items()}
        assert headers == sent(server, path), path
    for path, policy in (("/", "connect-src 'self';"), (f"/assets/{worker.name}", "worker-src 'none'")):
        said = files["headers"][entries[path]["headers"]]
        assert policy in said["Content-Security-Policy"]


def test_a_set_of_headers_is_written_once_and_every_one_is_used():
    files = listed()
    sets = [json.dumps(one, sort_keys=True) for one in files["headers"]]
    assert len(sets) == len(set(sets))
    assert {entry["headers"] for entry in files["always"] + files["used"]} == set(range(len(sets)))


def test_every_file_is_listed_with_its_hash():
    files = listed()
    for entry in files["always"] + files["used"]:
        path = DIST / {"/": "index.html", "/guide": "guide.html"}.get(entry["url"], entry["url"].lstrip("/"))
        digest = base64.b64encode(bytes.fromhex(file_hash(path))).decode()
        assert entry["integrity"] == f"sha256-{digest}", path
