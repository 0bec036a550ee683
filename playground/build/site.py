"""Builds the site: the runtime, the examples, what the page must know of both, and the page, all of it into dist/.

Every step keeps its result in .cache/ under a hash of its inputs, so that a step whose inputs did not change costs
almost nothing. dist/ is changed file by file and old files are removed last, so that a server can go on during a build.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from playground import bootstrap
from playground.build import integrity
from playground.build.compress import compress
from playground.build.examples import Recorded, imported, published_name, record_examples
from playground.build.guide import guide_files
from playground.build.offline import service_worker
from playground.build.runtime import Runtime, build_runtime, run_node
from playground.build.viewer import build_viewer
from playground.project import (
    CACHE,
    DIST,
    WEB,
    exclusive_lock,
    file_hash,
    files_in,
    key_of,
    remove_least_recent,
    say,
    write_atomically,
)

SITE_JSON = WEB / "src" / "generated" / "site.json"
# The files that the built page depends on.
PAGE_INPUTS = (
    WEB / "src",
    WEB / "public",
    WEB / "index.html",
    WEB / "embed.html",
    WEB / "guide.html",
    WEB / "vite.config.ts",
    WEB / "vite.sw.config.ts",
    WEB / "package-lock.json",
    WEB / "tsconfig.json",
)
# How many results of each step are kept in .cache/: enough for a few branches and the work of a day.
MAX_CACHED_RESULTS = {
    "bytecode": 60,
    "compressed": 800,
    "examples": 200,
    "guide": 8,
    "packages": 60,
    "page": 8,
    "runtime": 8,
    "slim": 8,
    "viewer": 8,
}


def build() -> Path:
    """Builds what is stale and returns the folder to publish."""
    began = time.monotonic()
    bootstrap.npm_packages()
    with exclusive_lock("build"):
        runtime = build_runtime()
        recorded = record_examples(runtime)
        viewer = build_viewer()
        write_if_changed(SITE_JSON, _site_json(runtime, recorded, viewer))
        page = _page()
        _publish(runtime, recorded, page, viewer)
        compress(files_in(DIST))
        for name, keep in MAX_CACHED_RESULTS.items():
            remove_least_recent(CACHE / name, keep)
    say(f"The site is in {DIST.name}/ ({time.monotonic() - began:.1f} s).")
    return DIST


def _site_json(runtime: Runtime, recorded: list[Recorded], viewer: Path) -> str:
    """The content of generated/site.json; playground/web/src/site.ts documents it."""
    site: dict[str, Any] = {
        "runtime": f"/runtime/{runtime.folder.name}/",
        "tests": f"/{_tests_name(runtime)}",
        "pyodide": runtime.pyodide,
        "python": runtime.python,
        "packages": runtime.packages,
        "sizes": runtime.sizes,
        "viewer": f"/{published_viewer(viewer)}",
        "carried": {
            name: {
                "file": entry["file_name"],
                "sha256": entry["sha256"],
                "imports": entry["imports"],
                "depends": entry["depends"],
            }
            for name, entry in runtime.lock.items()
        },
        "examples": [
            {
                "name": one.example.name,
                "title": one.example.title,
                "blurb": one.example.blurb,
                # The texts of several files are fetched when the example is opened.
                **(
                    {"source": "", "files": f"/examples/{published_name(one.files)}"}
                    if one.files
                    else {"source": one.example.source}
                ),
                "packages": imported(one.example, runtime),
                "include": one.example.include,
                "trace": f"/examples/{published_name(one.trace)}",
                "picture": f"/examples/{published_name(one.picture)}",
                "calls": one.calls,
            }
            for one in recorded
        ],
    }
    return json.dumps(site, indent=1, ensure_ascii=False)


def _tests_name(runtime: Runtime) -> str:
    """Where the zip file that writes tests is published."""
    return f"assets/tests-{file_hash(runtime.tests)[:16]}.zip"


def write_if_changed(path: Path, text: str) -> None:
    """Leaves a file that has this content already as it is, so that its date does not change."""
    if not path.is_file() or path.read_text() != text:
        write_atomically(path, text)


def _page() -> Path:
    """The folder .cache/page/<hash>/ with the page and the service worker, as Vite builds them."""
    folder = CACHE / "page" / key_of(*PAGE_INPUTS, Path(integrity.__file__))
    if not (folder / "index.html").is_file():
        say("Building the page …")
        draft = CACHE / "page" / "new"
        shutil.rmtree(draft, ignore_errors=True)
        vite = [str(WEB / "node_modules" / "vite" / "bin" / "vite.js"), "build", "--logLevel", "warn"]
        run_node([*vite, "--outDir", str(draft), "--emptyOutDir"], "vite build")
        run_node([*vite, "--outDir", str(draft), "--config", "vite.sw.config.ts"], "vite build")
        integrity.add_integrity(draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    os.utime(folder)
    return folder


def published_viewer(viewer: Path) -> str:
    return f"assets/viewer-{file_hash(viewer)[:8]}.html"


def _publish(runtime: Runtime, recorded: list[Recorded], page: Path, viewer: Path) -> None:
    """Makes dist/ hold these files and no others."""
    files = {path.relative_to(page).as_posix(): path for path in files_in(page)}
    script = files.pop("sw.js")
    files |= guide_files(page)
    files[published_viewer(viewer)] = viewer
    for path in files_in(runtime.folder):
        files[f"runtime/{runtime.folder.name}/{path.name}"] = path
    files[_tests_name(runtime)] = runtime.tests
    for one in recorded:
        for path in filter(None, (one.trace, one.picture, one.files)):
            files[f"examples/{published_name(path)}"] = path
    # HTML files come last, because they name the others.
    for name in sorted(files, key=lambda name: (name.endswith(".html"), name)):
        target = DIST / name
        if not target.is_file() or not _have_same_content(files[name], target):
            write_atomically(target, files[name].read_bytes())
    # The service worker comes after everything that it lists.
    worker = service_worker(script, files)
    if not (DIST / "sw.js").is_file() or (DIST / "sw.js").read_bytes() != worker:
        write_atomically(DIST / "sw.js", worker)
    for path in list(files_in(DIST)):
        if path.relative_to(DIST).as_posix() not in {*files, "sw.js"}:
            path.unlink()
    for folder in sorted((path for path in DIST.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _have_same_content(source: Path, target: Path) -> bool:
    return source.stat().st_size == target.stat().st_size and file_hash(source) == file_hash(target)
