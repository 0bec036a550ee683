"""
The pure-Python programs inside PyPI's `pyperformance`, each called small: programs that we did not write.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pyperformance

FOLDER = Path(pyperformance.__file__).parent / "data-files" / "benchmarks"

# What of each is called: one small round of its work.
SMALL: dict[str, Callable[[Any], object]] = {
    "async_generators": lambda m: asyncio.run(_few(m)),
    "chaos": lambda m: _chaos(m).create_image_chaos(12, 8, 40, None, 7),
    "comprehensions": lambda m: m.bench_comprehensions(2),
    "coroutines": lambda m: _drive(m.fibonacci(9)),
    "deltablue": lambda m: m.delta_blue(8),
    "float": lambda m: m.benchmark(60),
    "generators": lambda m: [list(m.tree(range(20))) for _ in range(3)],
    "hexiom": lambda m: m.main(1, 2),
    "nqueens": lambda m: m.bench_n_queens(5),
    "pidigits": lambda m: m.calc_ndigits(40),
    "raytrace": lambda m: m.bench_raytrace(1, 6, 6, None),
    "richards": lambda m: _richards(m).run(1),
    "richards_super": lambda m: _richards(m).run(1),
    "scimark": lambda m: [m.bench_FFT(1, 16, 1), m.bench_LU(1, 6)],
    "spectral_norm": lambda m: m.eval_AtA_times_u([1] * 9),
}


async def _few(module: Any) -> int:
    return sum([node async for node in module.tree(range(30))])


def _drive(coroutine: Any) -> None:
    try:
        while True:
            coroutine.send(None)
    except StopIteration:
        pass


def _richards(module: Any) -> Any:
    def short(self: Any) -> None:
        self.control, self.count = 1, 100

    module.IdleTaskRec.__init__ = short
    return module.Richards()


def _chaos(module: Any) -> Any:
    points = [(1.6, 0.3, 0.0), (1.3, 1.8, 0.0), (1.5, 2.7, 0.0), (0.8, 0.6, 0.0)]
    vectors = [module.GVector(*point) for point in points]
    return module.Chaosgame([module.Spline(vectors, 3, [0, 0, 0, 1, 1, 1])], 0.25)


def load(name: str) -> ModuleType:
    """The program as a module of its own; its benchmark does not run."""
    path = FOLDER / f"bm_{name}" / "run_benchmark.py"
    spec = importlib.util.spec_from_file_location(f"bm_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
