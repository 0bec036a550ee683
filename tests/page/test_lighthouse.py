"""Lighthouse's accessibility, best practices and SEO stay at 100."""

import json
import os
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "playground" / "web"
CATEGORIES = ("accessibility", "best-practices", "seo")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
)


@pytest.mark.parametrize("form", ["desktop", "mobile"])
def test_lighthouse_gives_a_hundred(form: str, site: str, browser_path: str, node: str, tmp_path: Path):
    report = tmp_path / "report.json"
    run = subprocess.run(
        [
            node,
            str(WEB / "node_modules" / "lighthouse" / "cli" / "index.js"),
            site,
            f"--only-categories={','.join(CATEGORIES)}",
            "--output=json",
            f"--output-path={report}",
            f"--chrome-flags={FLAGS}",
            "--quiet",
            *(["--preset=desktop"] if form == "desktop" else []),
        ],
        env={**os.environ, "CHROME_PATH": browser_path},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert report.exists(), run.stderr[-2000:]
    result = json.loads(report.read_text("utf-8"))
    short = [
        f"{name}: {audit['title']}"
        for name in CATEGORIES
        for ref in result["categories"][name]["auditRefs"]
        if (audit := result["audits"][ref["id"]])["score"] not in (None, 1) and ref["weight"] > 0
    ]
    assert {name: result["categories"][name]["score"] for name in CATEGORIES} == dict.fromkeys(
        CATEGORIES, 1
    ), short
