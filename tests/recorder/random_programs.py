"""
Random Python programs: functions, generators and coroutines that call one another in every way the language has, raise,
catch and pass on. Each ends, because every call spends of one common allowance.
"""

from __future__ import annotations

from random import Random

HEAD = """
ALLOWANCE = iter(range({allowance}))

class Expected(Exception):
    pass

class Other(Expected):
    pass

class Manager:
    def __init__(self, swallows):
        self.swallows = swallows
    def __enter__(self):
        return self
    def __exit__(self, kind, error, traceback):
        return self.swallows
    async def __aenter__(self):
        await Pause(1)
        return self
    async def __aexit__(self, kind, error, traceback):
        return self.swallows

class Pause:
    def __init__(self, times):
        self.times = times
    def __await__(self):
        for _ in range(self.times):
            yield
        return self.times

class Number:
    def __init__(self, value):
        self.value = value
    @property
    def double(self):
        return Number(self.value * 2)
    def __call__(self, other):
        return self + other
    def __add__(self, other):
        return Number(self.value + other.value)
    def __eq__(self, other):
        return self.value == other.value
    def __hash__(self):
        return hash(self.value)

def wrapped(function):
    def wrapper(*arguments):
        return function(*arguments)
    return wrapper

def drive(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value
"""

ASYNCIO = """
import asyncio

async def everything():
    tasks = [{tasks}]
    return await asyncio.gather(*tasks, return_exceptions=True)

asyncio.run(everything())
"""


# What can be done with a generator.
STEPS = (
    "next({})",
    "{}.send(None)",
    "{}.send(5)",
    "{}.throw(Expected('in'))",
    "{}.throw(GeneratorExit)",
    "{}.close()",
)


class Writer:
    """Writes one program with what `random` says."""

    def __init__(self, random: Random, *, asyncio: bool) -> None:
        self.random = random
        self.asyncio = asyncio
        self.lines: list[str] = []
        self.functions = [f"f{n}" for n in range(random.randint(1, 4))]
        self.generators = [f"g{n}" for n in range(random.randint(1, 3))]
        self.coroutines = [f"c{n}" for n in range(random.randint(1, 3))]
        self.streams = [f"a{n}" for n in range(random.randint(0, 2))]
        self.names = 0

    def text(self) -> str:
        self.lines += HEAD.format(allowance=self.random.choice((5, 20, 60))).splitlines()
        for names, kind in (
            (self.functions, "def"), (self.generators, "gen"), (self.coroutines, "async"), (self.streams, "stream"),
        ):  # fmt: skip
            for name in names:
                self._function(name, kind)
        self._block(0, 3, "module")
        if self.asyncio and self.random.random() < 0.5:
            tasks = ", ".join(f"{self._pick(self.coroutines)}(1)" for _ in range(self.random.randint(1, 3)))
            self.lines += ASYNCIO.format(tasks=tasks).splitlines()
        self._put(0, self._expression("module"))
        return "\n".join(self.lines) + "\n"

    def _pick(self, names: list[str]) -> str:
        return self.random.choice(names)

    def _name(self) -> str:
        self.names += 1
        return f"v{self.names}"

    def _put(self, level: int, line: str) -> None:
        self.lines += [("    " * level + part) for part in line.split("\n")]

    def _function(self, name: str, kind: str) -> None:
        if kind == "def" and self.random.random() < 0.25:
            self._put(0, "@wrapped")
        self._put(0, f"{'async ' if kind in ('async', 'stream') else ''}def {name}(n):")
        self._put(1, "if next(ALLOWANCE, None) is None:")
        self._put(2, "return" if kind in ("gen", "stream") else "return n")
        if kind in ("gen", "stream"):
            self._put(1, "yield n")
        self._block(1, 3, kind)
        if kind in ("def", "async"):
            self._put(1, f"return {self._expression(kind)}")

    def _block(self, level: int, room: int, kind: str) -> None:
        for _ in range(self.random.randint(1, room)):
            self._statement(level, room - 1, kind)

    # --- expressions ----------------------------------------------------------------------------------------------

    def _expression(self, kind: str) -> str:
        plain = [
            lambda: f"{self._pick(self.functions)}(1)",
            lambda: f"({self._pick(self.functions)}(1),\n    {self._pick(self.functions)}(\n        2))",
            lambda: f"(lambda x: {self._pick(self.functions)}(x))(3)",
            lambda: f"[{self._pick(self.functions)}(i) for i in range(2)]",
            lambda: f"{{i: {self._pick(self.functions)}(i) for i in range(2) if Number(i)}}",
            lambda: f"list({self._pick(self.functions)}(i) for i in range(2))",
            lambda: f"max((1, 2), key=lambda x: Number(x).double.value)",  # noqa: F541
            lambda: f"sorted([2, 1], key=lambda x: ({self._pick(self.functions)}(x), x)[1])",
            lambda: f"list({self._pick(self.generators)}(2))",
            lambda: f"[*{self._pick(self.generators)}(1)]",
            lambda: f"next({self._pick(self.generators)}(1), None)",
            lambda: "Number(1)(Number(2)) == Number(3)",
            lambda: "{Number(1): 1}[Number(1)]",
            lambda: f"list(map({self._pick(self.functions)}, (1, 2)))",
            lambda: f"eval('{self._pick(self.functions)}(1)')",
        ]
        if kind in ("async", "stream"):
            plain += [
                lambda: f"await {self._pick(self.coroutines)}(1)",
                lambda: f"(await {self._pick(self.coroutines)}(1),\n    await Pause(2))",
                lambda: f"[await {self._pick(self.coroutines)}(i) for i in range(2)]",
            ]
            if self.streams:
                plain.append(lambda: f"[x async for x in {self._pick(self.streams)}(1)]")
        elif kind != "module" or self.random.random() < 0.5:
            plain.append(lambda: f"drive({self._pick(self.coroutines)}(1))")
        if kind == "gen":
            plain += [lambda: "(yield 1)", lambda: f"(yield from {self._pick(self.generators)}(1))"]
        elif kind == "stream":
            plain.append(lambda: "(yield 1)")
        return self.random.choice(plain)()

    # --- statements -----------------------------------------------------------------------------------------------

    def _statement(self, level: int, room: int, kind: str) -> None:
        choices = [self._plain, self._plain, self._print, self._steps]
        if room > 0:
            choices += [self._try, self._try, self._finally, self._with, self._for, self._class, self._nested]
        if kind != "module":
            choices += [self._raise, self._return]
        self.random.choice(choices)(level, room, kind)

    def _plain(self, level: int, room: int, kind: str) -> None:
        self._put(level, self._expression(kind))

    def _print(self, level: int, room: int, kind: str) -> None:
        self._put(level, f"print({self._name()!r})")

    def _raise(self, level: int, room: int, kind: str) -> None:
        error = self.random.choice(
            ("Expected('a')", "Other('b')", "KeyError(1)", "StopIteration(1)", "GeneratorExit")
        )
        self._put(level, "if n:")
        self._put(
            level + 1,
            self.random.choice((f"raise {error}", f"raise {error} from Expected()", "1 / 0", "{}[n]")),
        )

    def _return(self, level: int, room: int, kind: str) -> None:
        self._put(level, "if not n:")
        self._put(level + 1, "return" if kind in ("gen", "stream") else f"return {self._expression(kind)}")

    def _try(self, level: int, room: int, kind: str) -> None:
        self._put(level, "try:")
        self._block(level + 1, room, kind)
        caught = self.random.choice(
            ("Expected", "Other", "(Expected, LookupError)", "Exception", "BaseException")
        )
        self._put(level, f"except {caught} as error:")
        self._block(level + 1, 1, kind)
        if kind != "module" and self.random.random() < 0.3:
            self._put(level + 1, self.random.choice(("raise", "raise Other from error", "raise error")))
        if self.random.random() < 0.3:
            self._put(level, "else:")
            self._block(level + 1, 1, kind)

    def _finally(self, level: int, room: int, kind: str) -> None:
        self._put(level, "try:")
        self._put(level + 1, "try:")
        self._block(level + 2, room, kind)
        self._put(level + 1, "finally:")
        self._block(level + 2, 1, kind)
        self._put(level, "except Exception:")
        self._put(level + 1, "pass")

    def _with(self, level: int, room: int, kind: str) -> None:
        word = "async with" if kind in ("async", "stream") and self.random.random() < 0.7 else "with"
        self._put(level, f"{word} Manager({self.random.random() < 0.5}):")
        self._block(level + 1, room, kind)

    def _for(self, level: int, room: int, kind: str) -> None:
        name = self._name()
        if kind in ("async", "stream") and self.streams and self.random.random() < 0.5:
            self._put(level, f"async for {name} in {self._pick(self.streams)}(1):")
        else:
            self._put(level, f"for {name} in {self._pick(self.generators)}(2):")
        self._block(level + 1, room, kind)
        if self.random.random() < 0.3:
            self._put(level + 1, "break")

    def _steps(self, level: int, room: int, kind: str) -> None:
        """One generator, by hand; what it raises is expected."""
        name = self._name()
        self._put(level, f"{name} = {self._pick(self.generators)}(2)")
        for _ in range(self.random.randint(1, 4)):
            step = self.random.choice(STEPS)
            self._put(level, f"try:\n    {step.format(name)}\nexcept BaseException:\n    pass")
        if self.random.random() < 0.5:
            self._put(level, f"{name}.close()" if self.random.random() < 0.5 else f"{name} = None")

    def _class(self, level: int, room: int, kind: str) -> None:
        name = self._name()
        self._put(level, f"class {name}(Number):")
        self._put(level + 1, f"attribute = {self._pick(self.functions)}(1)")
        self._put(
            level + 1, f"def double(self):\n    return {self._pick(self.functions)}(super().double.value)"
        )
        self._put(level, f"{name}(4).double()")

    def _nested(self, level: int, room: int, kind: str) -> None:
        name = self._name()
        self._put(level, f"def {name}(x=1, *more, key=None, **rest):")
        self._put(level + 1, "n = x")
        self._block(level + 1, room, "def")
        self._put(level, f"{name}({name}, 2, key=3, other=4)" if self.random.random() < 0.3 else f"{name}()")


def program(random: Random, *, asyncio: bool = False) -> str:
    return Writer(random, asyncio=asyncio).text()
