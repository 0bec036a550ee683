"""Netlify's own tool over netlify.toml: it gives the documents the headers that this project's server gives them.

It is large, so it is not installed for this: where `netlify` is on PATH, it is asked.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.headers import headers_for, read_rules
from playground.project import DIST, NETLIFY

NETLIFY_TOOL = shutil.which("netlify")
DOCUMENTS = ["/", "/index.html", "/embed", "/embed.html", "/guide", "/guide.html"]
# Of a header that netlify.toml names, what a tool for local work may leave to others.
NOT_SENT_LOCALLY = {"Cache-Control", "Content-Type"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(shutil.copytree(DIST, tmp_path_factory.mktemp("netlify") / "site"))
    (folder.parent / "netlify.toml").write_text(
        NETLIFY.read_text("utf-8").replace('publish = "dist"', 'publish = "site"'), "utf-8"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert NETLIFY_TOOL
    # Edge functions, of which there are none, would have it download what they run in.
    how = "dev --offline --no-open --internal-disable-edge-functions --framework #static --dir site"
    process = subprocess.Popen(
        [NETLIFY_TOOL, *how.split(), "--port", str(port)],
        cwd=folder.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    found = f"http://localhost:{port}"
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(found + "/robots.txt", timeout=5).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    output = (
                        process.stdout.read().decode()
                        if process.stdout and process.poll() is not None
                        else ""
                    )
                    pytest.fail(f"netlify dev did not start: {output}")
        yield found
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.skipif(NETLIFY_TOOL is None, reason="Netlify's tool is not installed")
@pytest.mark.parametrize("path", DOCUMENTS)
def test_each_document_has_its_headers(address: str, path: str) -> None:
    with urllib.request.urlopen(address + path, timeout=30) as response:
        sent = {name.lower(): value for name, value in response.headers.items()}
        final = response.geturl().removeprefix(address)
    named = {
        name: value
        for rule in read_rules()
        if rule.regex.fullmatch(final)
        for name, value in rule.values.items()
    }
    for name in named.keys() - NOT_SENT_LOCALLY:
        assert sent.get(name.lower()) == headers_for(final, read_rules())[name], name


@pytest.mark.parametrize("document", ["/embed", "/guide"])
def test_a_document_has_the_same_headers_by_both_of_its_names(document: str) -> None:
    """Some tools look the rules up by the name of the file, whatever the address was."""
    rules = read_rules()
    assert headers_for(document, rules) == headers_for(f"{document}.html", rules)
    assert headers_for("/", rules) == headers_for("/index.html", rules)
