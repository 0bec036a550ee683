"""The programs that recorder_cost.py measures: functions, lists, objects, generators. None prints."""

PROGRAMS = {
    "fib": """
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

fib(20)
""",
    "queens": """
def place(columns, size):
    if len(columns) == size:
        return 1
    return sum([place([*columns, c], size) for c in range(size) if is_safe(columns, c)])

def is_safe(columns, column):
    row = len(columns)
    for other_row, other in enumerate(columns):
        if other == column or abs(other - column) == row - other_row:
            return False
    return True

place([], 6)
""",
    "objects": """
class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount
        return self

    def transfer(self, other, amount):
        self.deposit(-amount)
        other.deposit(amount)

accounts = [Account(name, 100) for name in "abcdefgh"]
for i in range(800):
    accounts[i % 8].transfer(accounts[(i * 3 + 1) % 8], i)
""",
    "generators": """
def count(n):
    for i in range(n):
        yield i

def squares(source):
    for x in source:
        yield x * x

for _ in range(4):
    sum(squares(count(400)))
""",
}


def richards() -> str:
    """A simulated operating system, from PyPI's pyperformance; a part of one round of it."""
    from pathlib import Path

    import pyperformance

    folder = Path(pyperformance.__file__).parent / "data-files" / "benchmarks" / "bm_richards"
    text = (folder / "run_benchmark.py").read_text("utf-8")
    start = text.index('if __name__ == "__main__":')
    # Whole, it makes half a million calls.
    text = text[:start].replace("import pyperf\n", "").replace("10000", "300")
    return f"{text}\nRichards().run(1)\n"


# Run several times in one recording: after the first pass, all code that is left out has said so.
PANDAS = """
import pandas as pd

SALES = [(city, bread, number) for number in range(12) for city in ("Oslo", "Lima") for bread in ("rye", "wheat")]

def discount(loaves):
    return 0.9 if loaves > 20 else 1.0

def spread(loaves):
    return int(loaves.max() - loaves.min())

def report():
    table = pd.DataFrame(SALES, columns=["city", "bread", "loaves"])
    table = table.merge(pd.DataFrame({"bread": ["rye", "wheat"], "cents": [420, 350]}), on="bread")
    table["euros"] = table["loaves"] * table["cents"] / 100 * table["loaves"].map(discount)
    groups = table.groupby("city")
    return pd.DataFrame({"spread": groups["loaves"].agg(spread), "euros": groups["euros"].sum()}).to_string()
"""
