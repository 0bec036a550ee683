"""How many calls of teaching programs can be rebuilt from the trace, and what their values cost.

    .venv/bin/python benchmarks/rebuilt.py [PATTERN]

The programs of tests/fixtures/teaching as they are, and some of them larger, so that the limits of budget.py bite. What
"rebuilt" means, tests/recorder/test_rebuilt.py says. Times are processor time: it may be run beside other work.
"""

from __future__ import annotations

import re
import sys
from time import process_time
from typing import Any

from common import ROOT, keep

sys.path.insert(0, str(ROOT))

from tests.recorder.test_rebuilt import PROGRAMS, rebuilt, watched
from tests.recorder.trees import HOOKS, Recorded

# Of a program, what is replaced to make it larger.
LARGER = {
    "coins": {"ways(20,": "ways(200,"},
    "flood_fill": {'("......", ".##...", ".#....", "...##.", "...#..", "......")': '["." * 12] * 12'},
    "hanoi": {"[7, 6, 5": "[12, 11, 10, 9, 8, 7, 6, 5", "{}, 7,": "{}, 12,", "]}, 7,": "], }, 12,"},
    "life": {"range(6)": "range(60)"},
    "permutations": {'{"a", "b", "c", "d"}': '{"a", "b", "c", "d", "e", "f"}'},
    "queens": {"Board(6)": "Board(8)"},
    "sudoku": {
        "713924856": "700020006",
        "961537284": "060000280",
        "287419635": "000419005",
        "345286179": "000080079",
    },
    "tic_tac_toe": {'"x", "o", "x", " ", "o",': '"x", " ", " ", " ", "o",'},
}


def larger(name: str) -> str:
    source = PROGRAMS[name]
    for old, new in LARGER[name].items():
        source = source.replace(old, new)
    return source


def seconds(source: str) -> float:
    code = compile(source, "main.py", "exec")
    begun = process_time()
    exec(code, {"__name__": "__main__"})
    return process_time() - begun


def measure(source: str) -> dict[str, Any]:
    plain = min(seconds(source) for _ in range(3))
    begun = process_time()
    recorded = Recorded(source, HOOKS[0], clock=process_time, cost_clock=process_time)
    took = process_time() - begun
    wanted, found = watched(source), rebuilt(recorded)
    return {
        "calls": len(wanted),
        "rebuilt": sum(one == other for one, other in zip(found, wanted, strict=True)) / len(wanted),
        "plain_ms": plain * 1000,
        "recorded_ms": took * 1000,
        "value_characters": sum(len(text) for chunk in recorded.chunks for text in chunk.values),
        "remarks": recorded.recorder.remarks(),
    }


def main(pattern: str) -> None:
    sources = PROGRAMS | {f"{name}, larger": larger(name) for name in LARGER}
    results = {name: measure(source) for name, source in sources.items() if re.search(pattern, name)}
    for name, found in results.items():
        print(
            f"{name:22}{found['calls']:8,} calls, {found['rebuilt']:6.1%} rebuilt, {found['plain_ms']:8.1f} ms plain, "
            f"{found['recorded_ms']:8.1f} ms recorded, {found['value_characters']:11,} characters of values"
        )
        for remark in found["remarks"]:
            print(f"    {remark}")
    small = [found for name, found in results.items() if name in PROGRAMS]
    calls = sum(found["calls"] for found in small) or 1
    share = sum(found["rebuilt"] * found["calls"] for found in small) / calls
    print(f"as they are: {calls:,} calls, {share:.1%} rebuilt")
    keep("rebuilt", results)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
