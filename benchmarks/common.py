"""What the benchmarks share: a browser, interleaved rounds, and how results are told and kept."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
sys.path[:0] = [str(ROOT), str(ROOT / "playground" / "py")]


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium; every round takes a context of its own, so that nothing is in its cache."""
    from playwright.sync_api import sync_playwright

    from playground import bootstrap
    from tests.conftest import CHROMIUM_FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=bootstrap.browser(), args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder behind the project's own server: same headers and compression for all sides."""
    from playground.server import SiteServer

    with SiteServer(folder, port=0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address + "/"
        server.shutdown()


def interleaved(rounds: int, ways: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Each way once a round, in turning order, so that a slow minute of the machine falls on all of them."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            times[name].append(ways[name]())
            print(f"  round {number + 1}: {name} {times[name][-1]:.0f} ms", file=sys.stderr, flush=True)
    return times


def median(values: list[float]) -> float:
    return statistics.median(values)


def keep(name: str, results: dict[str, Any]) -> None:
    """Writes benchmarks/results/NAME.json with where and when it was measured."""
    RESULTS.mkdir(exist_ok=True)
    where = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({"measured": where, **results}, indent=2) + "\n", "utf-8")
    print(f"\nwritten to {path.relative_to(ROOT)}")
