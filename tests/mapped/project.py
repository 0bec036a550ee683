"""A small project with all that makes it hard to say which test depends on what; and random edits of it."""

from __future__ import annotations

import ast
import random
from pathlib import Path

FILES = {
    "shop/__init__.py": "from .prices import RATE\nfrom .tables import SIZES\n",
    "shop/prices.py": '''\
"""Prices."""
import functools

RATE = 2
DISCOUNT = {"friend": 3, "child": 5}


def gross(net, rate=RATE):
    return net * rate


def discounted(net, who=None):
    if who in DISCOUNT:
        return gross(net) - DISCOUNT[who]
    return gross(net)


@functools.cache
def steps(n):
    return n if n < 2 else steps(n - 1) + steps(n - 2)


def rounded(value): return int(value + 0.5)
''',
    "shop/tables.py": """\
from .prices import gross


def build(count):
    return {n: gross(n) for n in range(count)}


def labelled(values):
    def label(value):
        return f"<{value}>"

    return [label(value) for value in values]


SIZES = build(4)
ORDER = sorted(SIZES, key=lambda n: -n)
""",
    "shop/animals.py": """\
class Animal:
    legs = 4

    def __init__(self, name):
        self.name = name

    def speak(self):
        return f"{self.name} {self.sound()}"

    def sound(self):
        return "?"

    def describe(self):
        return f"{self.speak()} on {self.legs} legs"


class Cat(Animal):
    def sound(self):
        return "miaows"

    @property
    def lives(self):
        return 9


class Bird(Animal):
    legs = 2

    @classmethod
    def named(cls, name):
        return cls(name.title())


def loud(function):
    def louder(*given):
        return function(*given).upper()

    return louder


@loud
def call(animal):
    return animal.speak()
""",
    "shop/stock.py": """\
from pathlib import Path


def read(path=Path(__file__).with_name("stock.txt")):
    return [line.split() for line in path.read_text().splitlines()]


def total(rows):
    count = 0
    for name, number in rows:
        count += int(number)
    return count


def words():
    for name, number in read():
        yield name
""",
    "shop/stock.txt": "apples 3\npears 4\n",
    "conftest.py": """\
import pytest

from shop.animals import Cat


@pytest.fixture(scope="session")
def tom():
    return Cat("Tom")


@pytest.fixture
def limit():
    return 7
""",
    "test_prices.py": """\
import importlib

import pytest
import shop
from shop.prices import discounted, gross, rounded, steps


def test_rate():
    assert shop.RATE == 2


def test_gross():
    assert gross(3) == 6


@pytest.mark.parametrize(("who", "price"), [("friend", 5), ("child", 3), (None, 8)])
def test_discounted(who, price):
    assert discounted(4, who) == price


def test_steps():
    assert steps(10) == 55


def test_steps_again():
    assert steps(10) > 50


def test_rounded(): assert rounded(2.6) == 3


def test_late_import():
    animals = importlib.import_module("shop.animals")
    assert animals.Animal("A").legs == 4
""",
    "test_tables.py": """\
import unittest

from shop import tables


class TablesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shown = tables.labelled([1, 2])

    def setUp(self):
        self.sizes = dict(tables.SIZES)

    def test_sizes(self):
        self.assertEqual(self.sizes[3], 6)

    def test_shown(self):
        self.assertEqual(self.shown, ["<1>", "<2>"])

    def test_order(self):
        self.assertEqual(tables.ORDER[0], 3)


def test_labelled():
    assert tables.labelled("a") == ["<a>"]
""",
    "test_animals.py": """\
import pytest
from shop.animals import Animal, Bird, call


@pytest.fixture(scope="module")
def bird():
    return Bird.named("tweety")


def test_speak(tom):
    assert tom.speak() == "Tom miaows"


def test_lives(tom):
    assert tom.lives == 9


def test_bird(bird):
    assert bird.describe() == "Tweety ? on 2 legs"


def test_legs(bird):
    assert bird.legs == 2


def test_call(tom):
    assert call(tom) == "TOM MIAOWS"


def test_raises():
    with pytest.raises(TypeError):
        Animal()


def test_limit(limit):
    assert limit == 7
""",
    "test_stock.py": """\
from shop import stock


def helper():
    return stock.read()


def test_read():
    assert helper()[0] == ["apples", "3"]


def test_total():
    assert stock.total([("a", "1"), ("b", "2")]) == 3


def test_words():
    assert list(stock.words()) == ["apples", "pears"]


def test_lazy():
    assert iter(stock.words()) is not None
""",
}
PYTHON = [name for name in FILES if name.endswith(".py")]


def write(folder: Path, files: dict[str, str] = FILES) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def random_edit(seed: int) -> tuple[str, str, str]:
    """The file, its new text, and what was done to it."""
    chance = random.Random(seed)
    kind = chance.choices(list(_EDITS), [weight for _, weight in _EDITS.values()])[0]
    if kind == "data":
        return (
            "shop/stock.txt",
            chance.choice(["apples 3\npears\n", "pears 4\n", "apples 4\npears 4\n"]),
            kind,
        )
    file = chance.choice(PYTHON)
    return file, _EDITS[kind][0](FILES[file], chance), kind


def _node(text: str, chance: random.Random, kinds: tuple[type, ...]) -> tuple[ast.Module, ast.AST | None]:
    tree = ast.parse(text)
    found = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return tree, chance.choice(found) if found else None


def _value(text: str, chance: random.Random) -> str:
    tree, node = _node(text, chance, (ast.Constant,))
    if isinstance(node, ast.Constant):
        node.value = node.value + 1 if isinstance(node.value, int | float) else f"{node.value}x"
    return ast.unparse(tree)


def _operator(text: str, chance: random.Random) -> str:
    tree, node = _node(text, chance, (ast.BinOp, ast.Compare))
    if isinstance(node, ast.BinOp):
        node.op = chance.choice([ast.Add(), ast.Sub(), ast.Mult(), ast.FloorDiv()])
    elif isinstance(node, ast.Compare):
        node.ops = [chance.choice([ast.Lt(), ast.GtE(), ast.NotEq(), ast.Is(), ast.In()])]
    return ast.unparse(tree)


def _dropped(text: str, chance: random.Random) -> str:
    """One statement less, also a whole function, a decorator's or an import."""
    tree = ast.parse(text)
    bodies = [
        node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list) and node.body
    ]
    if bodies:
        body = chance.choice(bodies)
        body[chance.randrange(len(body))] = ast.Pass()
    return ast.unparse(tree)


def _renamed(text: str, chance: random.Random) -> str:
    tree, node = _node(text, chance, (ast.FunctionDef, ast.ClassDef, ast.arg))
    if isinstance(node, ast.arg):
        node.arg += "_"
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        node.name += "_"
    return ast.unparse(tree)


def _added(text: str, chance: random.Random) -> str:
    """One function more, often with a name that somebody uses."""
    tree = ast.parse(text)
    names = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    } | {"brand_new", "sound", "__getattr__", "__bool__", "setup_method", "test_more"})  # fmt: skip
    body = chance.choice([tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]).body
    head = chance.choice(["*given, **named", "self", "a, b=nothing", "a: nowhere"])
    body.insert(
        chance.randrange(len(body) + 1),
        ast.parse(f"def {chance.choice(names)}({head}):\n    return None").body[0],
    )
    return ast.unparse(tree)


def _undecorated(text: str, chance: random.Random) -> str:
    tree = ast.parse(text)
    found = [node for node in ast.walk(tree) if getattr(node, "decorator_list", None)]
    if found:
        chance.choice(found).decorator_list = []  # type: ignore[attr-defined]
    return ast.unparse(tree)


def _comment(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(["# a remark", "", "    # a remark"]))
    return "\n".join(lines)


def _broken(text: str, chance: random.Random) -> str:
    return text + "\ndef :\n"


_EDITS = {
    "value": (_value, 8), "operator": (_operator, 5), "dropped": (_dropped, 8), "renamed": (_renamed, 4),
    "added": (_added, 6), "undecorated": (_undecorated, 1), "comment": (_comment, 3), "broken": (_broken, 1),
    "data": (_comment, 1),
}  # fmt: skip
