# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Fibonacci"
# blurb = "Each number asks for the two before it, and the same questions come up again and again."
# order = 1
# ///
"""The Fibonacci numbers, word for word as
they are defined.

Every number is the sum of the two before it:
0, 1, 1, 2, 3, 5, 8, … Look how often
fibonacci(2) is worked out. The tree for a
number is the tree of the number before it
with the tree of the one before that hung on
its side.
"""


def fibonacci(n: int) -> int:
    """Return the n-th Fibonacci number."""
    if n < 2:
        return n  # the two numbers that need no help
    return fibonacci(n - 1) + fibonacci(n - 2)


print(fibonacci(6))
