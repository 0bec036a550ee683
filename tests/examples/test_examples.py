"""Every example is a program of its own: it says what it is, runs anywhere, prints what it always printed.

That the page shows them is tested in tests/page; that their calls are recorded rightly, in tests/recorder/test_examples.py.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from .programs import EXAMPLES, Example, needs_packages

NAMES = [
    "fibonacci",
    "fibonacci_cached",
    "quicksort",
    "hanoi",
    "n_queens",
    "permutations",
    "calculator",
    "generator_pipeline",
    "asyncio_tasks",
    "decorators",
    "exception",
    "binary_tree",
    "mandelbrot",
    "pandas_groupby",
    "whack_a_mole",
    "sqlite_notes",
]
EXPECTED = Path(__file__).parent / "expected"
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


def test_the_gallery_begins_with_the_examples_in_this_order():
    assert [example.name for example in EXAMPLES][: len(NAMES)] == NAMES


def test_no_two_examples_claim_the_same_place():
    orders = [example.playground["order"] for example in EXAMPLES]
    assert len(set(orders)) == len(orders)


@each_example
def test_says_what_it_is(example: Example):
    assert example.playground.keys() <= {"title", "blurb", "order", "include"}
    assert example.playground["title"]
    blurb = example.playground["blurb"]
    assert blurb.endswith(".") and ". " not in blurb, "the blurb is one sentence"
    assert example.block["requires-python"] == ">=3.11"


@each_example
def test_names_the_packages_it_imports(example: Example):
    imported = set()
    for node in ast.walk(ast.parse(example.source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.partition(".")[0])
    assert imported - sys.stdlib_module_names == set(example.block["dependencies"])


@each_example
def test_lets_in_only_what_it_imports(example: Example):
    include = example.playground.get("include", {"libraries": False, "packages": []})
    assert set(include["packages"]) <= set(example.block["dependencies"])


@each_example
def test_explains_itself(example: Example):
    tree = ast.parse(example.source)
    assert ast.get_docstring(tree), "an example begins by saying what there is to see"
    assert 20 <= example.source.count("\n") <= 115
    assert max(map(len, example.source.splitlines())) <= 110


@each_example
def test_prints_what_it_always_printed(example: Example):
    needs_packages(example)
    run = subprocess.run(
        [sys.executable, "-X", "utf8", str(example.path)], capture_output=True, encoding="utf-8", timeout=60
    )
    assert run.stdout == (EXPECTED / f"{example.name}.txt").read_text("utf-8"), run.stderr
    if example.name == "exception":
        assert run.returncode == 1
        assert run.stderr.splitlines()[-1] == "ZeroDivisionError: division by zero"
    else:
        assert run.returncode == 0
        assert run.stderr == ""
