# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Binary search tree"
# blurb = "A tree of objects, and how deep each insertion has to climb into it."
# order = 12
# ///
"""A binary search tree: in every node smaller
keys hang on the left, larger keys on the
right.

The chain of `insert` calls is exactly the
path from the root of the tree to the place of
the new key: the tree of calls shows the tree
of data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class Node:
    key: str
    left: Node | None = None
    right: Node | None = None

    def insert(self, key: str) -> Node:
        """Add a key below this node and return the node that holds it."""
        if key == self.key:
            return self
        if key < self.key:
            if self.left is None:
                self.left = Node(key)
                return self.left
            return self.left.insert(key)
        if self.right is None:
            self.right = Node(key)
            return self.right
        return self.right.insert(key)

    def contains(self, key: str) -> bool:
        """Search, going left or right at every node: each step halves what is left to look at."""
        if key == self.key:
            return True
        child = self.left if key < self.key else self.right
        return child is not None and child.contains(key)

    def height(self) -> int:
        left = self.left.height() if self.left else 0
        right = self.right.height() if self.right else 0
        return 1 + max(left, right)

    def __iter__(self) -> Iterator[str]:
        """Yield all keys in order: first everything smaller, then this key, then everything larger."""
        if self.left:
            yield from self.left
        yield self.key
        if self.right:
            yield from self.right


root = Node("maple")
for name in ["elm", "rowan", "birch", "hazel", "oak", "willow", "alder", "fir", "larch", "pine", "elm"]:
    root.insert(name)

print("in order:", ", ".join(root))
print("height:  ", root.height())
for name in ["pine", "palm"]:
    print(f"{name}:    ", "found" if root.contains(name) else "not there")
