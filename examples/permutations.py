# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Permutations"
# blurb = "Every order of four letters, each letter taking its turn to come first."
# order = 6
# ///
"""All orders of some letters: take each
letter in turn as the first, and let recursion
order the rest.

For four letters the first call makes four
more, each of them three, then two, then one:
4 · 3 · 2 · 1 leaves, one for every order. A
fifth letter makes it five times as many.
"""

WORDS = {"tale", "late", "teal"}


def permutations(letters: str) -> list[str]:
    """Return every order of the letters."""
    if not letters:
        return [""]  # nothing can be ordered in exactly one way
    results = []
    for position, first in enumerate(letters):
        rest = letters[:position] + letters[position + 1 :]
        for ending in permutations(rest):
            results.append(first + ending)
    return results


def find_words(letters: str) -> list[str]:
    """Keep those orders that are words."""
    return [order for order in permutations(letters) if order in WORDS]


orders = permutations("abc")
print(len(orders), "orders of abc:", " ".join(orders))
print("words in the letters of tale:", " ".join(find_words("tale")))
