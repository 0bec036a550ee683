# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Fibonacci with a cache"
# blurb = "What was worked out once is remembered, and the tree shrinks to a spine."
# order = 2
# ///
"""The same numbers twice more, now with a
memory: thousands of calls become a few dozen.

Without one, fibonacci(20) takes 21,891 calls.
"""

from functools import cache

known: dict[int, int] = {0: 0, 1: 1}


def look_up(n: int) -> int:
    """Remember in a dict of our own. A number found in it is a call that ends at once: a short leaf."""
    if n not in known:
        known[n] = look_up(n - 1) + look_up(n - 2)
    return known[n]


@cache
def fibonacci(n: int) -> int:
    """Let functools remember. It answers before the function is even called, so the leaves are gone."""
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def main() -> None:
    print("with a dict: ", look_up(20))
    print("with a cache:", fibonacci(20))
    print("once more:   ", fibonacci(20))  # not a single call below this line

    info = fibonacci.cache_info()
    print(f"the cache was asked {info.hits + info.misses} times and knew the answer {info.hits} times")


main()
