"""
The plugin for pytest, which finds it by its entry point in every run: so here are only the options. What they do is
imported when they are given.
"""

from __future__ import annotations

from typing import Any

import pytest

MODES = ("on", "off", "retain-on-failure")
BARE = "retain-on-failure"
NAME = "calltrace-recording"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("calltrace", "calltrace")
    group.addoption(
        "--calltrace",
        nargs="?",
        const=BARE,
        metavar="MODE",
        help="record each test and keep a file of those that fail (bare, or retain-on-failure), of all (on), or of "
        "none (off). Example: pytest --calltrace tests/test_shop.py",
    )
    group.addoption(
        "--calltrace-dir",
        metavar="FOLDER",
        help="where the files go (default: .calltrace). Example: pytest --calltrace --calltrace-dir build/traces",
    )
    parser.addini("calltrace", "as --calltrace: on, off or retain-on-failure", default="off")
    parser.addini("calltrace_dir", "where traces of tests go", default=".calltrace")
    parser.addini(
        "calltrace_include", "installed packages whose calls are recorded too", type="args", default=[]
    )
    parser.addini("calltrace_max_calls", "so many calls of a test are kept", default="250000")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """`--calltrace tests/` is meant as a bare option and a folder, and not as a mode of that name."""
    known: Any = early_config.known_args_namespace
    for at, word in enumerate(args):
        following = args[at + 1 : at + 2]
        if word == "--calltrace" and not (following and following[0] in MODES):
            args[at] = f"--calltrace={BARE}"
            if following and not following[0].startswith("-"):
                known.calltrace = BARE
                known.file_or_dir = [following[0], *known.file_or_dir]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "calltrace(mode=None, include=(), include_stdlib=False, max_calls=None): how --calltrace records this test",
    )
    mode = config.getoption("calltrace") or config.getini("calltrace")
    if mode not in MODES:
        raise pytest.UsageError(f"--calltrace is {', '.join(MODES[:-1])} or {MODES[-1]}, not {mode}")
    if mode != "off":
        from .recording import TestRecorder

        config.pluginmanager.register(TestRecorder(config, mode), NAME)
