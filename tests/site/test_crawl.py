"""Nothing is missing from the built site, and nothing lies there that no page can lead to."""

import http.client
import json
import re
from urllib.parse import urljoin, urlsplit

from playground.build.lock import read_lock
from playground.project import DIST, files_in

# Found by their address alone: by browsers, search engines and people with developer tools.
ASKED_BY_ADDRESS = {"/robots.txt"}
# What pyodide.mjs asks for beside itself, and the worker where Python does not start.
BESIDE_PYODIDE = (
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
    "playground.zip",
    "integrity.json",
)


class Crawl:
    """Asks the server for a page and for everything that what it sends refers to."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.seen: dict[str, int] = {}
        self.asked_by: dict[str, str] = {}

    def run(self, start: str) -> None:
        todo = [(start, "the address bar")]
        while todo:
            path, asker = todo.pop()
            if path in self.seen:
                continue
            self.asked_by[path] = asker
            text = self._get(path)
            todo += [(found, path) for found in references(path, text)]

    def _get(self, path: str) -> str:
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.request("GET", path)
        response = connection.getresponse()
        self.seen[path] = response.status
        return response.read().decode(errors="replace")

    def missing(self) -> dict[str, str]:
        return {path: self.asked_by[path] for path, status in self.seen.items() if status != 200}


def references(path: str, text: str) -> list[str]:
    """Addresses on this site that a file asks for."""
    found: list[str] = []
    if path.endswith(("/", ".html", "/guide")):
        found += re.findall(r"""\b(?:src|href)=["']([^"'#]+)["']""", text)
    elif path.endswith(".webmanifest"):
        found += [icon["src"] for icon in json.loads(text)["icons"]]
    elif path.endswith(".css"):
        found += [address for address in re.findall(r"""url\(["']?([^"')]+)""", text) if ":" not in address]
    elif path.endswith("pyodide-lock.json"):
        found += [entry["file_name"] for entry in json.loads(text)["packages"].values()]
    elif path.endswith("/pyodide.mjs"):
        found += BESIDE_PYODIDE
    elif path.endswith(".js"):
        found += re.findall(r"""\bfrom ?["'`](\.{0,2}/[^"'`]+)["'`]""", text)
        found += re.findall(r"""\bimport\(? ?["'`](\.{0,2}/[^"'`]+)["'`]""", text)
        found += re.findall(r"""["'`]((?:/assets|/examples|/runtime)/[^"'`$]+)["'`]""", text)
        found += re.findall(r"""\bregister\(["'`](/[^"'`]+)["'`]""", text)
        # Vite's list of what a lazy part needs beforehand.
        found += ["/" + name for name in re.findall(r"""["'`](assets/[^"'`$]+)["'`]""", text)]
    if path.endswith((".js", ".css")):
        found += [
            address
            for address in re.findall(r"sourceMappingURL=(\S+\.map)", text)
            if not address.startswith("data:")
        ]
    addresses = [urljoin(path, address.replace("\\/", "/")) for address in found]
    return [
        address + "pyodide.mjs" if address.startswith("/runtime/") and address.endswith("/") else address
        for address in addresses
        if not urlsplit(address).scheme and not urlsplit(address).netloc
    ]


def test_every_file_that_anything_asks_for_is_there(site):
    crawl = Crawl(site)
    crawl.run("/")
    crawl.run("/embed.html")
    crawl.run("/guide.html")
    assert crawl.missing() == {}
    there = {f"/{path.relative_to(DIST).as_posix()}" for path in files_in(DIST)}
    nobody_asks = there - set(crawl.seen) - {"/index.html"} - ASKED_BY_ADDRESS
    assert {path for path in nobody_asks if not path.endswith(".map")} == set()


def test_the_crawl_goes_all_the_way(site):
    crawl = Crawl(site)
    crawl.run("/")
    kinds = {path.rpartition(".")[2] for path in crawl.seen}
    assert {"js", "css", "mjs", "wasm", "gz", "zip", "json", "svg", "woff2"} <= kinds
    wheels = {wheel.file_name for wheel in read_lock().wheels.values()}
    packages = {name.removesuffix(".whl") + ".tar.gz" for name in wheels}
    assert packages <= {path.rpartition("/")[2] for path in crawl.seen}


def test_a_missing_file_is_noticed(site):
    crawl = Crawl(site)
    crawl.run("/assets/not-there.js")
    assert crawl.missing() == {"/assets/not-there.js": "the address bar"}


def test_the_page_names_no_other_host_to_load_from():
    html = (DIST / "index.html").read_text()
    assert not re.findall(r"""\b(?:src|href)=["'](?:https?:)?//""", html)
