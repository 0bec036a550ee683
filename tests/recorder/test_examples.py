"""Every example, recorded: as many calls of each of its functions as cProfile counts, under every hook."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples.programs import EXAMPLES, Example, needs_packages

from .counts import by_cprofile, by_recorder


def runner(example: Example) -> Callable[[], None]:
    code = compile(example.source, str(example.path), "exec", dont_inherit=True)

    def run() -> None:
        # One of them shows what an exception looks like.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(ZeroDivisionError):
            exec(code, {"__name__": "__main__"})

    return run


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_numbers_of_calls_are_those_of_cprofile(
    example: Example, hook: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_packages(example)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    if "asyncio.run(" in example.source and sys.platform == "emscripten":
        js = pytest.importorskip("js")
        if not hasattr(js.WebAssembly, "Suspending"):
            pytest.skip("this browser cannot wait on a stack of its own")
    files = {str(example.path)}
    # Made outside: cProfile takes code made at the place of code that is gone for the same.
    one, other = runner(example), runner(example)
    expected = by_cprofile(one, files)
    assert sum(expected.values()) >= 15
    found, data = by_recorder(other, files, hook)
    assert found == expected
    assert {function["origin"] for function in data["functions"]} == {"program"}
