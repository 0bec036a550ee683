"""How many calls of teaching programs have a label in the picture: labels ÷ circles, by the size of the picture.

    .venv/bin/python benchmarks/labels.py [NAME …]     (of teaching_programs.py; all of them without)

Every program is recorded by the recorder, folded, laid out and drawn as the page does it beside its editor on a
window of 1440 × 900; nothing of it needs a browser or a built site.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from common import RESULTS, ROOT, keep
from teaching_programs import PROGRAMS

from playground import bootstrap

COUNTER = ROOT / "playground" / "web" / "tools" / "count-labels.ts"
# The most circles of each class, and the share of them that should have a label.
CLASSES = ((40, 1.0), (100, 0.95), (300, 0.6), (sys.maxsize, 0.25))


def recorded(name: str) -> Path:
    """The program's trace as a file, made anew: the recorder may have changed since the last time."""
    folder = RESULTS / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "main.py"
    program.write_text(PROGRAMS[name], "utf-8")
    trace = folder / f"{re.sub(r'[^a-z0-9]+', '-', name)}.json"
    subprocess.run(
        [sys.executable, "-m", "calltrace", "record", "-o", str(trace), "main.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "playground" / "py")},
        check=True,
        capture_output=True,
    )
    return trace


def counted(traces: list[Path]) -> list[dict[str, Any]]:
    """For each trace the calls in it, and circles, labels and overlaps in its picture."""
    node, environment = bootstrap.node()
    command = [node, str(COUNTER), *map(str, traces)]
    lines = subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return [json.loads(line) for line in lines]


def main(wanted: list[str]) -> None:
    names = [name for name in PROGRAMS if not wanted or name in wanted]
    rows = [
        {"name": name, **row} for name, row in zip(names, counted([recorded(n) for n in names]), strict=True)
    ]
    for row in sorted(rows, key=lambda row: int(row["circles"])):
        print(
            f"{row['name']:<26} {row['calls']:>5} calls {row['circles']:>5} circles {row['labels']:>5} labels"
            f" {100 * row['labels'] / row['circles']:>4.0f} %  {row['values']:>4} with arguments"
            f"  {row['results']:>4} with results  {len(row['overlaps']):>2} overlaps"
        )
    classes = {}
    least = 0
    for most, want in CLASSES:
        inside = [row for row in rows if least < row["circles"] <= most]
        circles, labels = (sum(row[what] for row in inside) for what in ("circles", "labels"))
        if circles:
            print(
                f"{least + 1:>4} circles and more: {100 * labels / circles:.0f} % (wanted: {100 * want:.0f})"
            )
            classes[f"{least + 1} and more"] = labels / circles
        least = most
    keep("labels", {"classes": classes, "programs": rows})


if __name__ == "__main__":
    main(sys.argv[1:])
