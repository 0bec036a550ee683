# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Quicksort"
# blurb = "Split a list around one of its elements, then sort both halves the same way."
# order = 3
# ///
"""Quicksort: pick a pivot, put smaller
elements before it and larger ones behind it,
repeat on both sides.

A pivot near the middle splits the work evenly
and the tree stays low. Try the list sorted
already: every split is lopsided and the tree
becomes one long arm.
"""


def quicksort(values: list[int]) -> list[int]:
    """Return the values in rising order."""
    if len(values) <= 1:
        return values
    smaller, pivot, larger = partition(values)
    return [*quicksort(smaller), pivot, *quicksort(larger)]


def partition(values: list[int]) -> tuple[list[int], int, list[int]]:
    """Split around the pivot; what equals the pivot goes with the larger ones."""
    pivot, *rest = values
    smaller = []
    larger = []
    for value in rest:
        (smaller if value < pivot else larger).append(value)
    return smaller, pivot, larger


def is_sorted(values: list[int]) -> bool:
    """Trust, but verify."""
    return values == sorted(values)


numbers = [31, 17, 56, 4, 23, 48, 9, 60, 38, 12, 27, 51, 2, 20, 35, 44, 63, 7, 29, 41]
result = quicksort(numbers)
print(result)
print("sorted:", is_sorted(result))
