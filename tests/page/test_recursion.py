"""
How deep a program may call, measured in the browser: Python's own limit of a thousand calls, and through C (a __repr__,
a key function, a nested list) as deep as the browser's stack allows. Beyond both RecursionError, and Python lives on.
A chain of objects may be as long as memory allows: freeing it frees each inside the one before.
"""

import re

import pytest
from playwright.sync_api import expect

from .driver import Playground

pytestmark = pytest.mark.same_page

NEST = "deep = []\nfor _ in range(200_000):\n    deep = [deep]\n"
THROUGH_C = {
    "repr": "class A:\n    def __repr__(self):\n        return 'A' + repr(self)\nrepr(A())\n",
    "str": "class A:\n    def __str__(self):\n        return f'{self}'\nstr(A())\n",
    "eq": "class A:\n    def __eq__(self, other):\n        return [self] == [A()]\nA() == A()\n",
    "hash": "class A:\n    def __hash__(self):\n        return hash((self,))\nhash(A())\n",
    "call": "class A:\n    def __call__(self):\n        return self()\nA()()\n",
    "getattr": "class A:\n    def __getattr__(self, name):\n        return getattr(self, name + 'x')\nA().x\n",
    "max": "def f(n):\n    return max([n], key=lambda x: f(x + 1))\nf(0)\n",
    "map": "def f(n):\n    return list(map(f, [n + 1]))\nf(0)\n",
    "cache": "from functools import cache\n@cache\ndef f(n):\n    return f(n + 1)\nf(0)\n",
    "generator": "def g(n):\n    yield from g(n + 1)\nlist(g(0))\n",
    "a nested list": NEST + "repr(deep)\n",
    "deepcopy": NEST + "import copy\ncopy.deepcopy(deep)\n",
    "json": NEST + "import json\njson.dumps(deep)\n",
    "reading json": "import json\njson.loads('[' * 100_000)\n",
    "pickle": NEST + "import pickle\npickle.dumps(deep)\n",
    "repr after waiting": "import time\ntime.sleep(0.01)\n"
    "class A:\n    def __repr__(self):\n        return 'A' + repr(self)\nrepr(A())\n",
    "plain": "def down(n):\n    return down(n + 1)\ndown(0)\n",
}
DIED = "Python ran out of stack: calls, or objects inside each other, are nested too deeply."
# For each kind of chain what makes it one longer. Before _Py_Dealloc was rewritten (build/wasm_deallocation.py), none
# was freed that had 10,000 objects.
LONGER = {
    "node": "old = Node(i, old)",
    "instance": "new = Bare(); new.next = old; old = new",
    "slots": "new = Slots(); new.next = old; old = new",
    "finalized": "new = Finalized(); new.next = old; old = new",
    "list": "old = [old]",
    "tuple": "old = (i, old)",
    "dict": "old = {'next': old}",
    "subclass of dict": "old = Record(next=old)",
    "namespace": "old = SimpleNamespace(next=old)",
    "deque": "old = deque([old])",
    "closure": "old = closure(old)",
    "default": "old = lambda kept=old: kept",
    "partial": "old = partial(print, old)",
    "generator expression": "old = (x for x in old or ())",
    "generator with finally": "old = closing(old); next(old)",
    "asynchronous generator": "old = asynchronous(old)",
    "iterator": "old = chain(old or ())",
    "map": "old = map(abs, old or ())",
    "cause": "new = ValueError(); new.__cause__ = old; old = new",
    "context": "new = ValueError(); new.__context__ = old; old = new",
    "element": "new = Element('a'); new.extend(() if old is None else (old,)); old = new",
}
CHAINS = (
    """
from collections import deque
from functools import partial
from itertools import chain
from types import SimpleNamespace
from xml.etree.ElementTree import Element
class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next
class Bare:
    pass
class Slots:
    __slots__ = ("next",)
class Finalized:
    freed = 0
    def __del__(self):
        Finalized.freed += 1
class Record(dict):
    pass
def closure(old):
    return lambda: old
def closing(old):
    try:
        yield old
    finally:
        pass
async def asynchronous(old):
    yield old
"""
    + "".join(
        f"def build(n):\n    old = None\n    for i in range(n):\n        {longer}\nprint({kind!r})\nbuild(30_000)\n"
        for kind, longer in LONGER.items()
    )
    + "print('freed', Finalized.freed)\n"
)


def ended(playground: Playground, source: str) -> str:
    playground.write(source)
    playground.run_button.click()
    expect(playground.stop_button).to_be_disabled()
    expect(playground.status).to_contain_text(re.compile("Error|" + DIED))
    return playground.status.inner_text()


def test_every_way_through_c_ends_as_in_python(playground: Playground):
    playground.open()
    said = {name: ended(playground, f"mark = {name!r}\n" + source) for name, source in THROUGH_C.items()}
    assert [name for name, status in said.items() if "RecursionError in line" not in status] == [], said


@pytest.mark.other_hosts
def test_comparing_lists_that_are_nested_without_end_ends_the_interpreter_and_says_so(playground: Playground):
    """It needs so little of the stack that is measured that the browser's own is full first."""
    playground.open()
    assert DIED in ended(
        playground, NEST + "other = []\nfor _ in range(200_000):\n    other = [other]\ndeep == other\n"
    )


def test_what_is_taught_works(playground: Playground):
    playground.open()
    playground.run("""
        from functools import cache

        def down(n):
            return n and 1 + down(n - 1)

        @cache
        def fibonacci(n):
            return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

        class Node:
            def __init__(self, depth):
                self.next = Node(depth - 1) if depth else None

            def __repr__(self):
                return f"Node({self.next!r})"

        print(down(950), fibonacci(120), len(repr(Node(90))))
        """)
    expect(playground.output).to_have_text(re.compile(r"^950 5358359254990966640871840 550\s*$"))


def test_a_chain_of_any_kind_is_freed(playground: Playground):
    playground.open()
    playground.run("# every kind of chain\n" + CHAINS)
    expect(playground.output).to_have_text(re.compile(r"freed 30000\s*$"))
