"""Makes the page that a recorded run is written into: one document with script, styles, fonts and icon in it.

calltrace/page.py puts a run into this template, and so does the page (playground/web/src/export/web-page.ts). Its
policy allows three texts by their hashes and no address at all. Script and styles are most of it: they stand in it
compressed and in base85, a twentieth smaller than in base64, and playground/web/file-loader.js unpacks them.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import zlib
from pathlib import Path
from urllib.parse import quote

from playground.build.runtime import run_node
from playground.project import CACHE, PY, WEB, key_of, say, write_atomically

# What a wheel of the recorder carries (pyproject.toml), and calltrace finds beside itself.
VIEWER = PY / "calltrace_viewer" / "viewer.html"
TEMPLATE = WEB / "file.html"
LOADER = WEB / "file-loader.js"
CONFIG = WEB / "vite.file.config.ts"
INPUTS = (
    TEMPLATE,
    CONFIG,
    WEB / "src",
    WEB / "public" / "icon.svg",
    WEB / "package-lock.json",
    Path(__file__),
)
GENERATED = WEB / "src" / "generated"


def build_viewer() -> Path:
    """The template of a page with a run, which is in its place beside the recorder, too."""
    inputs = [path for path in (WEB / "src").iterdir() if path != GENERATED]
    made = CACHE / "viewer" / f"{key_of(*inputs, *(path for path in INPUTS if path != WEB / 'src'))}.html"
    if made.is_file():
        os.utime(made)
    else:
        say("Building the viewer …")
        write_atomically(made, _document(*_script_and_styles()))
    if not VIEWER.is_file() or VIEWER.read_bytes() != made.read_bytes():
        write_atomically(VIEWER, made.read_bytes())
    return made


def _script_and_styles() -> tuple[str, str]:
    draft = CACHE / "viewer" / "new"
    shutil.rmtree(draft, ignore_errors=True)
    vite = str(WEB / "node_modules" / "vite" / "bin" / "vite.js")
    run_node(
        [vite, "build", "--logLevel", "error", "--config", str(CONFIG), "--outDir", str(draft)], "vite build"
    )
    texts = ((draft / f"viewer.{kind}").read_text("utf-8") for kind in ("js", "css"))
    script, styles = texts
    shutil.rmtree(draft)
    return script, styles


def _document(script: str, styles: str) -> str:
    loader = LOADER.read_text("utf-8")
    packing = zlib.compressobj(9, wbits=-15)
    packed = packing.compress(f"{styles}\0{script}".encode()) + packing.flush()
    parts = {
        "policy": policy([loader, script], [styles]),
        "icon": "data:image/svg+xml," + quote((WEB / "public" / "icon.svg").read_text("utf-8").strip()),
        "bytes": str(len(packed)),
        # A comma instead of "<", which might begin what ends a script.
        "viewer": base64.b85encode(packed, pad=True).decode().replace("<", ","),
        "loader": loader,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], TEMPLATE.read_text("utf-8"))


def policy(scripts: list[str], styles: list[str]) -> str:
    """Nothing comes from anywhere: what is not in the document, or in a blob that it made, is refused."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "img-src data: blob:",
            "font-src data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(texts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
