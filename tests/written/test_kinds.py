"""What is written for calls of all kinds, and that the file passes as a whole, by pytest and by unittest."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from calltrace_tests.loading import loader
from calltrace_tests.program import definitions_only, read_module
from calltrace_tests.results import Results

from .programs import KINDS, dedent, functions_in, left_out, proven, written

EXPECTED = {
    "a method with a keyword": "assert Point(x=1, y=2).moved(3, dy=4) == Point(x=4, y=6)",
    "a property": "assert Point(x=1, y=2).norm == 3",
    "a class method": 'assert Point.at_origin("a") == Point(x=0, tags=["a"])',
    "a static method": "assert Point.distance(Point(x=1, y=2), Point(x=1, y=5)) == 3.0",
    "an operator": "assert (Point(x=1, y=2) + Point(x=1)) == Point(x=2, y=2)",
    "a function of Python's own": "assert len(Point(x=1, y=2)) == 1",
    "a constructor": 'result = Account("ADA", 5)\n    assert result.owner == "ADA"\n    assert result.balance == 5',
    "a changed object, what changed of it": 'account = Account("bob", 0)\n    assert account.deposit(10) == 10\n    '
    "assert account.balance == 10\n\ndef",
    "an exception with the program's own words": "account.deposit(5)\n    with pytest.raises(ValueError, "
    'match=re.escape("cannot deposit -1 (EUR)")):\n        account.deposit(-1)',
    "an object made by the calls before": 'stack = Stack()\n    stack.push("a")\n    stack.push("b")\n'
    '    assert stack.pop() == "b"\n    assert stack._items == ["a"]',
    "an enum": "assert other(Colour.RED) == Colour.BLUE",
    "a named tuple": 'assert swap(Pair(left=1, right="b")) == Pair(left="b", right=1)',
    "all kinds of parameters": "assert total(1, 2, discount=1, tax=5) == 7",
    "a float somebody could write": "assert third(9) == 3.0",
    "a float left by a calculation": "assert tenths(0.1) == pytest.approx(0.30000000000000004)",
    "not a number": "assert not_a_number(math.inf) == pytest.approx(math.nan, nan_ok=True)",
    "a date": "assert next_day(datetime.date(2024, 2, 28)) == datetime.date(2024, 2, 29)",
    "a decimal number": 'assert price("1.50") == Decimal("3.00")',
    "a counter": 'assert letters("abba") == Counter({"a": 2, "b": 2})',
    "a defaultdict": '== defaultdict(list, {"a": ["ab", "ac"], "b": ["b"]})',
    "a changed argument": "items = [1, 2, 3]\n    drop_first(items)\n    assert items == [2, 3]",
    "a parameter that was only bound anew": "assert halve(9) == 4\n\ndef",
    "a path": 'assert parent(Path("a/b")) == Path("a")',
    "a set": "assert unique([3, 1, 3]) == {1, 3}",
    "equal shapes": '@pytest.mark.parametrize(("wanted", "expected"), [(3, None), (2, 2)])\n'
    "def test_nothing_found(wanted, expected):\n    assert nothing_found([1, 2], wanted) == expected",
    "a cached function": "def test_cached_of_4_is_16():\n    assert cached(4) == 16",
    "a coroutine": 'assert asyncio.run(later("x")) == ["x"]',
    "an object that cannot be compared": 'result = opened("ada")\n    assert result.owner == "ADA"',
    "a parameter named like a function": "def test_cube(cube_, expected):\n    assert cube(cube_) == expected",
}


@pytest.fixture(scope="module")
def results() -> Results:
    found, failure = proven(KINDS, mutate=False)
    assert failure is None
    return found


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_call_is_written_as_a_person_writes_it(kind: str, results: Results) -> None:
    assert EXPECTED[kind] in functions_in(results)


def test_what_returns_nothing_gets_no_test(results: Results) -> None:
    assert left_out(results) == {
        "run": "it returns nothing and changes none of its arguments: there is nothing to hold on to"
    }


def test_the_imports_are_one_block_without_what_is_not_used(results: Results) -> None:
    head = results.file.partition("def load_definitions")[0]
    imports = [line for line in head.splitlines() if line.startswith(("import ", "from "))]
    standard = sorted(imports[:-1], key=lambda line: (line.startswith("from"), line))
    assert imports == [*standard, "import pytest"]
    assert "lru_cache" not in results.file
    assert "dataclass" not in results.file


def test_a_program_that_runs_when_it_is_imported_is_not_run(results: Results) -> None:
    assert "main.py runs when it is imported (line" in results.file
    assert 'load_definitions("main.py", without=())' in results.file


def test_unittest_has_the_same_tests() -> None:
    found, failure = proven(KINDS, mutate=False, style="unittest")
    assert failure is None
    assert "import pytest" not in found.file
    assert dedent("""
        def test_nothing_found(self):
            cases = [
                (3, None),
                (2, 2),
            ]
            for wanted, expected in cases:
                with self.subTest(wanted=wanted):
                    self.assertEqual(nothing_found([1, 2], wanted), expected)
    """) in dedent(functions_in(found))
    assert 'with self.assertRaisesRegex(ValueError, re.escape("cannot deposit -1 (EUR)")):' in found.file
    assert "self.assertEqual(tenths(0.1), approx(0.30000000000000004))" in found.file


def test_only_the_functions_asked_for() -> None:
    found = written(KINDS, functions=["swap", "Point.moved"])
    assert [test.name for test in found.tests] == ["test_point_moved", "test_swap"]


TOP_LEVEL = """
import math
from math import (
    pi)
LIMIT: int = 3
LIMIT, other = 4, 5
table = {}
table["x"] = 1
if LIMIT:
    print("runs")
try:
    import json
except ImportError:
    json = None
for number in range(2):
    LIMIT += number
@staticmethod
def f(): return LIMIT
class A: pass
result = f
with open("no such file") as file: pass
if __name__ == "__main__":
    def g(): pass
print(result)
"""


def test_what_a_test_file_executes_of_a_program_is_what_the_proof_executed(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(TOP_LEVEL, "utf-8")
    module = read_module("main.py", TOP_LEVEL)
    assert module.left_out == {"result", "table"}
    names: dict[str, Any] = {"__file__": str(tmp_path / "test_main.py"), "ast": ast, "sys": sys}
    names |= {"Path": Path, "ModuleType": ModuleType}
    compiled: list[str] = []

    def compile_(tree: ast.Module, *how: Any) -> CodeType:
        compiled.append(ast.unparse(tree))
        return compile("", "main.py", "exec")

    exec(loader(module), names)
    names["compile"] = compile_
    names["load_definitions"]("main.py", without=module.left_out)
    sys.modules.pop("main")
    assert compiled == [ast.unparse(definitions_only(module.tree, module.left_out))]
    assert not [name for name in ("runs", "result", "table") if name in compiled[0]]
    assert "import json" in compiled[0] and "LIMIT: int = 3" in compiled[0]
