"""Programs for the tests of lines: each has a function `f`, whose calls are looked into."""

from __future__ import annotations

import textwrap
from random import Random

_PROGRAMS = {
    "a loop over numbers": """
        def f(n):
            total = 0
            for i in range(n):
                total += i
            return total
        f(5)
    """,
    "a loop on one line, and a while": """
        def f(n):
            total = 0
            for i in range(n): total += i
            while n: n -= 1
            while total > 3:
                total -= 3
            else:
                total = -1
            return total
        f(3)
    """,
    "changes in place": """
        def f():
            items = []
            seen = {}
            for i in range(4):
                items.append(i * i)
                seen[i] = len(items)
                items[0] = -i
            items += [9]
            del seen[1]
            items.sort()
            other = items
            other.pop()
            return items
        f()
    """,
    "exceptions, finally, with": """
        class Manager:
            def __enter__(self):
                return 5
            def __exit__(self, *error):
                return True
        def f(n):
            done = []
            try:
                try:
                    n / 0
                except ZeroDivisionError as error:
                    done.append("caught")
                finally:
                    done.append("finally")
                with Manager() as number, Manager():
                    done.append(number)
                    raise ValueError
                done.append("never")
            except Exception:
                done.append("no")
            else:
                n = -1
            for attempt in range(3):
                try:
                    if attempt == 1:
                        continue
                    if attempt == 2:
                        return attempt
                finally:
                    done.append(attempt)
        f(1)
    """,
    "an exception that leaves": """
        def f(n):
            k = n * 2
            if k > 3:
                raise ValueError(k)
            return k
        f(1)
        f(2)
    """,
    "match": """
        def f(values):
            found = []
            for value in values:
                match value:
                    case [x, *rest] if x:
                        found.append(x)
                    case {"a": x, **more}:
                        found.append(more)
                    case int() | str() as y:
                        found.append(y)
                    case _:
                        found.append(None)
            return found
        f([[1, 2], [0], {"a": 1, "b": 2}, 3, "t", None])
    """,
    "multi-line expressions": """
        def g(*numbers):
            return sum(numbers)
        def f(n):
            x = g(
                n,
                g(1,
                  2),
            )
            y = (x
                 + g(3)
                 if x > 2
                 else 0)
            return {
                "x": x,
                "y": y,
            }
        f(4)
    """,
    "deleted and rebound": """
        def f(n):
            x = n
            del x
            x, (y, z) = 1, (2, 3)
            [first, *others] = range(3)
            if (walrus := x + y) > 2:
                z = walrus
            z: int = 4
            return z
        f(0)
    """,
    "closures and globals": """
        counter = 0
        def f(n):
            global counter
            total = 0
            def add(k):
                nonlocal total
                total += k
            for i in range(n):
                add(i)
                counter += 1
            return total
        f(3)
    """,
    "a decorator": """
        def twice(function):
            def wrapper(*arguments, **more):
                return function(*arguments), function(*arguments, **more)
            return wrapper
        @twice
        def f(n, k=2, *rest, key=None):
            n += k
            return n
        f(1, key=3)
    """,
    "recursion": """
        def f(n):
            if n < 2:
                return n
            left = f(n - 1)
            right = f(n - 2)
            return left + right
        f(4)
    """,
    "a generator": """
        def f(n):
            total = 0
            for i in range(n):
                total += i
                got = yield total
                if got:
                    total = got
            try:
                yield -1
            finally:
                total = None
        steps = f(3)
        next(steps), steps.send(10)
        for value in steps:
            pass
    """,
    "a generator that is left alone": """
        def f():
            x = 1
            yield x
            x = 2
            yield x
        a, b = f(), f()
        next(a), next(b), next(b)
        del a
        list(b)
    """,
    "a coroutine": """
        class Pause:
            def __await__(self):
                yield 1
        async def g(n):
            await Pause()
            return n
        async def f(n):
            total = 0
            for i in range(n):
                total += await g(i)
            return total
        running = f(3)
        try:
            while True:
                running.send(None)
        except StopIteration:
            pass
    """,
    "comprehensions": """
        def f(n):
            a = [x * x for x in range(n)]
            b = {
                x: y
                for x in range(n)
                for y in range(x)
                if y
            }
            c = sum(x for x in a)
            d = {x
                 for x in a if x > 1}
            return c, d
        f(3)
    """,
    "numbers that are equal and not the same": """
        def f():
            x = 1
            x = True
            x = 1.0
            x = 0.0
            x = -0.0
            y = [1]
            y[0] = True
            y[0] = 1.0
            z = 10 ** 30
            z *= 10
            return x
        f()
    """,
    "long texts": """
        def f():
            s = ""
            for i in range(5):
                s += "x" * 100
            return len(s)
        f()
    """,
}

HAND_WRITTEN = {name: textwrap.dedent(text).lstrip("\n") for name, text in _PROGRAMS.items()}

_SIMPLE = (
    "{a} = {n}",
    "{a} += {n}",
    "{a}, {b} = {b}, {a}",
    "items.append({a})",
    "items[-1:] = [{b}, {n}]",
    "seen[{a}] = {b}",
    "seen.pop({n}, None)",
    "{a} = g({b})",
    "{a} = len([x for x in items\n     if x != {n}])",
    "{a} = sum(x for x in items) % 7",
    "{a} = (g({n}) +\n     {b})",
    "other = items",
    "other = items = items[:2]",
    "{a} = {b} if {b} > {n} else -{b}",
)


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.generator = random.random() < 0.3
        self.lines: list[str] = []

    def text(self) -> str:
        self.lines += ["def g(n):", "    return n + 1", "def f(a, b=1):"]
        self._put(1, "items = [0]\nother = items\nseen = {}")
        self._block(1, 3)
        self._put(1, "return a")
        for number in range(3):
            call = f"f({number})"
            self._put(
                0,
                f"try:\n    {f'list({call})' if self.generator else call}\nexcept ArithmeticError:\n    pass",
            )
        if self.generator:
            self.lines.insert(self.lines.index("    return a"), "    yield a")
        return "\n".join(self.lines) + "\n"

    def _put(self, level: int, text: str) -> None:
        self.lines += ["    " * level + line for line in text.split("\n")]

    def _block(self, level: int, room: int) -> None:
        for _ in range(self.random.randint(1, 4)):
            self._statement(level, room - 1)

    def _simple(self) -> str:
        first, second = self.random.sample(("a", "b", "c"), 2)
        text = self.random.choice(_SIMPLE).format(a=first, b=second, n=self.random.randint(0, 3))
        return f"c = 2\n{text}" if "c" in (first, second) else text

    def _statement(self, level: int, room: int) -> None:
        kinds = ["simple"] * 4 + (["for", "while", "if", "try", "with"] if room > 0 else []) + (
            ["yield"] if self.generator else []
        )  # fmt: skip
        kind = self.random.choice(kinds)
        if kind == "simple":
            self._put(level, self._simple())
        elif kind == "yield":
            self._put(level, "b = yield a\nb = 3")
        elif kind == "for":
            name = self.random.choice(("i", "j"))
            self._put(level, f"for {name} in range({self.random.randint(0, 3)}):")
            self._block(level + 1, room)
            if self.random.random() < 0.3:
                self._put(level + 1, f"if {name}: {self.random.choice(('break', 'continue'))}")
            if self.random.random() < 0.2:
                self._put(level, "else:\n    b = 5")
        elif kind == "while":
            self._put(level, "left = 3\nwhile left > 0:\n    left -= 1")
            self._block(level + 1, room)
        elif kind == "if":
            self._put(level, f"if a > {self.random.randint(0, 3)}:")
            self._block(level + 1, room)
            if self.random.random() < 0.5:
                self._put(level, "elif b:")
                self._block(level + 1, 1)
        elif kind == "with":
            self._put(level, "from contextlib import suppress\nwith suppress(ZeroDivisionError):")
            self._block(level + 1, room)
            if self.random.random() < 0.3:
                self._put(level + 1, "a = 1 // 0")
        else:
            self._put(level, "try:")
            self._block(level + 1, room)
            if self.random.random() < 0.5:
                self._put(level + 1, "1 / 0")
            self._put(level, self.random.choice(("except ZeroDivisionError as error:", "finally:")))
            self._block(level + 1, 1)


def line_program(random: Random) -> str:
    """A program whose function `f` is called up to three times; sometimes it is a generator."""
    return _Writer(random).text()
