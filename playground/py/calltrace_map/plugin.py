"""
The plugin for pytest: `pytest -p calltrace_map.plugin --calltrace-map`. It is imported in every run of pytest where it
is installed, so here are only the options; what they do is imported when one of them is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_NAME = "calltrace-map-session"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("calltrace", "calltrace")
    group.addoption(
        "--calltrace-map",
        action="store_true",
        default=False,
        help="write which test ran which line, and what it depends on",
    )
    group.addoption(
        "--calltrace-affected",
        action="store_true",
        default=False,
        help="run only the tests that edits since the map was written have touched, and those that failed",
    )
    group.addoption(
        "--calltrace-map-file",
        metavar="FILE",
        help="where the map is (default: .calltrace-map.json in the root folder)",
    )
    parser.addini("calltrace_map_file", "where the map of tests is", default=".calltrace-map.json")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """This comes before conftest.py is imported; for a plugin that is loaded later, `pytest_configure` has to do."""
    _begin(early_config)


def pytest_configure(config: pytest.Config) -> None:
    _begin(config)


def _begin(config: pytest.Config) -> None:
    options = config.known_args_namespace
    mapping = getattr(config.option, "calltrace_map", False) or getattr(options, "calltrace_map", False)
    affected = getattr(config.option, "calltrace_affected", False) or getattr(
        options, "calltrace_affected", False
    )
    if not (mapping or affected) or config.pluginmanager.has_plugin(_NAME):
        return
    from .session import MapSession

    session = MapSession(config, affected)
    session.start()
    config.pluginmanager.register(session, _NAME)
