# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "N queens"
# blurb = "Try, fail, go back and try again: a search that draws its dead ends."
# order = 5
# ///
"""Put a queen into every row of a chessboard
so that no queen attacks another.

The search goes row by row. When a row has no
safe square left it gives up and the row
before it tries its next square: that is
backtracking. Every branch that ends early is
a dead end, the longest branch is the
solution.
"""

SIZE = 6


def place(columns: list[int]) -> list[int] | None:
    """Complete a board whose first rows hold queens in these columns, or return None if that cannot be."""
    row = len(columns)
    if row == SIZE:
        return columns
    for column in range(SIZE):
        if is_safe(columns, column):
            solution = place([*columns, column])
            if solution is not None:
                return solution
    return None


def is_safe(columns: list[int], column: int) -> bool:
    """Say whether a queen in the next row stands clear of all queens above it."""
    row = len(columns)
    for other_row, other_column in enumerate(columns):
        same_column = other_column == column
        same_diagonal = abs(other_column - column) == row - other_row
        if same_column or same_diagonal:
            return False
    return True


def draw(columns: list[int]) -> None:
    """Print the board, a queen as Q."""
    for column in columns:
        print(" ".join(["Q" if square == column else "·" for square in range(SIZE)]))


solution = place([])
if solution is None:
    print("there is no solution")
else:
    draw(solution)
