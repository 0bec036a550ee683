# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Towers of Hanoi"
# blurb = "To move a tower, move the smaller tower on top of it out of the way first."
# order = 4
# ///
"""Move a tower from one peg to another, one
disk at a time, never a larger disk onto a
smaller one.

The tree is perfectly even: at every level the
same job appears twice, one disk smaller, with
a single move in between.
"""

Pegs = dict[str, list[int]]


def move_tower(pegs: Pegs, height: int, source: str, target: str, spare: str) -> int:
    """Move the top `height` disks and return how many moves that took."""
    if height == 0:
        return 0
    before = move_tower(pegs, height - 1, source, spare, target)
    move_disk(pegs, source, target)
    after = move_tower(pegs, height - 1, spare, target, source)
    return before + 1 + after


def move_disk(pegs: Pegs, source: str, target: str) -> None:
    """Move one disk and insist on the rule."""
    disk = pegs[source].pop()
    if pegs[target] and pegs[target][-1] < disk:
        raise ValueError(f"disk {disk} does not fit onto disk {pegs[target][-1]}")
    pegs[target].append(disk)
    print(f"disk {disk}: {source} → {target}   {describe(pegs)}")


def describe(pegs: Pegs) -> str:
    """Write the pegs as one line of text, the lowest disk first."""
    return "  ".join([f"{name} {disks}" for name, disks in pegs.items()])


pegs: Pegs = {"left": [4, 3, 2, 1], "middle": [], "right": []}
moves = move_tower(pegs, 4, "left", "right", "middle")
print(moves, "moves")
