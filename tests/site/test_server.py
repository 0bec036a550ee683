"""The local server behaves as a host does: sizes, compression, revalidation, and nothing from outside its folder."""

import gzip
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import server as module
from playground.build.compress import compress
from playground.project import Failure
from playground.server import SiteServer, open_server

PAGE = "<!doctype html>\n" + "<p>Every call, drawn.</p>\n" * 100


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SiteServer]:
    """A server of a folder with one page and one file that is not compressed."""
    folder = tmp_path / "dist"
    (folder / "sub").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "data.whl").write_bytes(bytes(1000))
    (tmp_path / "secret.txt").write_text("not yours")
    with SiteServer(folder, port=0) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def connection(small: SiteServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(*small.server_address[:2], timeout=10)
    yield connection
    connection.close()


def ask(connection, path, method="GET", **headers):
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    return response, response.read()


def test_a_folder_is_its_index_html(connection):
    response, body = ask(connection, "/?query=1")
    assert (response.status, body.decode()) == (200, PAGE)
    assert response.getheader("Content-Length") == str(len(PAGE))


def test_one_connection_serves_many_requests(connection):
    ask(connection, "/")
    sock = connection.sock
    ask(connection, "/nothing")
    ask(connection, "/", "HEAD")
    assert ask(connection, "/")[1].decode() == PAGE
    assert connection.sock is sock


def test_head_has_the_headers_and_no_body(connection):
    response, body = ask(connection, "/", "HEAD")
    assert (response.getheader("Content-Length"), body) == (str(len(PAGE)), b"")


def test_what_is_unchanged_is_not_sent_again(connection, small):
    tag = ask(connection, "/")[0].getheader("ETag")
    response, body = ask(connection, "/", If_None_Match=tag)
    assert (response.status, body) == (304, b"")
    (small.folder / "index.html").write_text(PAGE + "<p>new</p>")
    response, body = ask(connection, "/", If_None_Match=tag)
    assert response.status == 200
    assert body.endswith(b"new</p>")


def test_what_was_compressed_beforehand_is_sent_so_with_both_sizes(connection, small):
    compress([small.folder / "index.html", small.folder / "data.whl"])
    response, body = ask(connection, "/", Accept_Encoding="gzip, deflate")
    assert gzip.decompress(body).decode() == PAGE
    assert response.getheader("Content-Length") == str(len(body))
    assert response.getheader("X-Uncompressed-Length") == str(len(PAGE))
    assert response.getheader("Vary") == "Accept-Encoding"
    response, body = ask(connection, "/", Accept_Encoding="gzip, deflate, br")
    assert response.getheader("Content-Encoding") == "br"
    assert len(body) < 200
    response, body = ask(connection, "/data.whl", Accept_Encoding="gzip, br")
    assert (response.getheader("Content-Encoding"), body) == (None, bytes(1000))


def test_a_tag_belongs_to_one_encoding(connection, small):
    compress([small.folder / "index.html"])
    tags = {ask(connection, "/", Accept_Encoding=e)[0].getheader("ETag") for e in ("br", "gzip", "identity")}
    assert len(tags) == 3


@pytest.mark.parametrize(
    "path",
    ["/nothing.js", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/sub", "/sub/", "/%00"],
)
def test_what_is_not_in_the_folder_is_not_found(connection, path):
    response, body = ask(connection, path)
    assert (response.status, body) == (404, b"Not found.\n")


def test_a_port_that_is_taken_gets_a_sentence_when_it_was_asked_for():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=f"Port {port} is taken"):
            open_server(port)


def test_without_a_wish_the_next_free_port_is_taken(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(module, "PORT", port)
        with open_server(None) as server:
            assert port < server.server_address[1] < port + 20
