"""
What `calltrace.record` costs around a block, beside no block: of a block that makes one call, of one that makes 1,973,
and of one inside another recording, which records nothing of its own.

    .venv/bin/python benchmarks/block.py [rounds]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from common import interleaved, keep, median

import calltrace


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def seconds(n: int, block: Callable[[], Any], around: Callable[[], Any] = nullcontext) -> float:
    with around():
        begun = time.perf_counter()
        with block():
            fib(n)
        return time.perf_counter() - begun


def main(rounds: int) -> None:
    ways = {
        "1 call, no block": lambda: seconds(1, nullcontext),
        "1 call, in a block": lambda: seconds(1, calltrace.record),
        "1 call, in a block inside another": lambda: seconds(1, calltrace.record, calltrace.record),
        "1,973 calls, no block": lambda: seconds(15, nullcontext),
        "1,973 calls, in a block": lambda: seconds(15, calltrace.record),
    }
    found = {way: median(times) * 1e3 for way, times in interleaved(rounds, ways).items()}
    for way, ms in found.items():
        print(f"{way:36}{ms:10.3f} ms")
    keep("block", {"milliseconds": found})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
