"""Every test that takes `hook` runs under each hook that this Python has; `folder` is where a program's files lie."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .trees import HOOKS


@pytest.fixture(params=HOOKS)
def hook(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    # Every program is called main.py: Python would show the lines of an earlier test's.
    linecache.clearcache()
    yield tmp_path
    # Where Python has both hooks, every test of a file beside the program runs twice, each time with a file of its own.
    for name in [name for name in sys.modules if name.endswith("_of_ours")]:
        del sys.modules[name]
