"""The labels in the pictures of all examples: how many there are, and that they hide nothing."""

import json
import subprocess

from playground.project import DIST, WEB

COUNTER = WEB / "tools" / "count-labels.ts"
# The most circles of each class, and the share of them that has a label at least.
CLASSES = ((40, 0.95), (100, 0.75), (300, 0.5), (10**6, 0))


def test_labels_of_all_examples_lie_on_no_dot_and_on_no_other_label(node: str):
    traces = sorted(path for path in (DIST / "examples").glob("*.json") if ".files-" not in path.name)
    assert len(traces) > 10
    lines = subprocess.run(
        [node, str(COUNTER), *map(str, traces)], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    pictures = {path.name: json.loads(line) for path, line in zip(traces, lines, strict=True)}
    assert {name: found["overlaps"] for name, found in pictures.items() if found["overlaps"]} == {}
    for name, found in pictures.items():
        wanted = next(share for most, share in CLASSES if found["circles"] <= most)
        assert found["labels"] >= wanted * found["circles"], f"{name}: {found}"
