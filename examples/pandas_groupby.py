# /// script
# requires-python = ">=3.11"
# dependencies = ["pandas"]
# [tool.playground]
# title = "Pandas: group and merge"
# blurb = "What pandas does for a few lines of yours: its own calls are let in here."
# order = 14
# include = {libraries = true, packages = ["pandas"], standard_library = false}
# ///
"""A bakery's sales: join two tables, group
the rows and add them up.

The library is part of the picture: turn
"Include library code" off and only the
functions below remain, with the calls that
pandas makes back into them.
"""

import pandas as pd

SALES = [
    ("Oslo", "rye", 12),
    ("Lima", "rye", 30),
    ("Oslo", "wheat", 7),
    ("Cairo", "rye", 18),
    ("Lima", "rye", 9),
    ("Oslo", "rye", 21),
    ("Cairo", "wheat", 26),
    ("Lima", "wheat", 14),
    ("Oslo", "wheat", 16),
    ("Cairo", "rye", 5),
    ("Lima", "wheat", 22),
    ("Cairo", "wheat", 8),
]


def sales() -> pd.DataFrame:
    """One row for each sale."""
    return pd.DataFrame(SALES, columns=["city", "bread", "loaves"])


def prices() -> pd.DataFrame:
    """What a loaf costs, in cents."""
    return pd.DataFrame({"bread": ["rye", "wheat"], "cents": [420, 350]})


def discount(loaves: int) -> float:
    """More than twenty loaves are a tenth cheaper."""
    return 0.9 if loaves > 20 else 1.0


def spread(loaves: pd.Series) -> int:
    """How far apart the smallest and the largest sale are."""
    return int(loaves.max() - loaves.min())


def revenue(table: pd.DataFrame) -> pd.Series:
    """Euros of every row; pandas calls `discount` once for each of them."""
    return table["loaves"] * table["cents"] / 100 * table["loaves"].map(discount)


def report() -> pd.DataFrame:
    table = sales().merge(prices(), on="bread")
    table["euros"] = revenue(table)
    by_city = table.groupby("city")
    return pd.DataFrame(
        {
            "loaves": by_city["loaves"].sum(),
            "spread": by_city["loaves"].agg(spread),
            "euros": by_city["euros"].sum().round(2),
        }
    )


print(report().to_string())
