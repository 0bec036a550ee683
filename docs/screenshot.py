"""Makes docs/screenshot.png from the site in dist/: .venv/bin/python docs/screenshot.py [EXAMPLE]

Runs the example as a person would, selects a call, and takes the page as it stands.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playground import bootstrap  # noqa: E402
from playground.server import SiteServer  # noqa: E402

LARGEST = 300_000  # bytes


def main(example: str, call: str) -> None:
    path = ROOT / "docs" / "screenshot.png"
    with SiteServer(port=0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
        browser = playwright.chromium.launch(executable_path=bootstrap.browser(), args=flags)
        page = browser.new_page(viewport={"width": 1360, "height": 840}, reduced_motion="reduce")
        expect.set_options(timeout=60_000)
        page.goto(f"{server.address}/#example={example}")
        expect(page.get_by_role("textbox", name="Program")).to_be_visible()
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.get_by_role("status")).not_to_contain_text("recorded earlier")
        expect(page.get_by_role("button", name="Stop")).to_be_disabled()
        page.get_by_role("tab", name="Outline").click()
        page.get_by_role("treeitem").filter(has_text=call).first.click()
        page.get_by_role("tab", name="Tree", exact=True).click()
        expect(page.get_by_role("region", name="Details")).to_contain_text(call)
        page.evaluate("document.fonts.ready.then(() => 0)")
        page.screenshot(path=path)
        browser.close()
        server.shutdown()
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if size > LARGEST:
        sys.exit(f"larger than {LARGEST / 1000:.0f} kB: choose a smaller run")


if __name__ == "__main__":
    main(*(sys.argv[1:3] or ["n_queens", "place([0, 2])"]))
