"""
The plugins that programs have registered. A recording that runs listens here for new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .plugin import Plugin

registered: list[Plugin] = []
# Functions that are given newly registered plugins: one for each recording that runs.
listeners: list[Callable[[Iterable[Plugin]], None]] = []


def register(plugin: Plugin) -> None:
    """From now on, and in later recordings of this process, the plugin's functions become events."""
    if not isinstance(plugin, Plugin):
        raise TypeError(f"register() takes a Plugin, not {type(plugin).__name__}")
    registered.append(plugin)
    for add in listeners:
        add([plugin])


def unregister(plugin: Plugin) -> None:
    """Later recordings do not have the plugin any more."""
    registered.remove(plugin)
