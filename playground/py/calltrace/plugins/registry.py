"""
Plugins that programs register, and the recordings that they are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .plugin import Plugin

if TYPE_CHECKING:
    from .watch import Watcher

registered: list[Plugin] = []
running: list[Watcher] = []


def register(plugin: Plugin) -> None:
    """From now on, and in later recordings of this process, the plugin's functions become events."""
    if not isinstance(plugin, Plugin):
        raise TypeError(f"register() takes a Plugin, not {type(plugin).__name__}")
    registered.append(plugin)
    for watcher in running:
        watcher.add([plugin])


def unregister(plugin: Plugin) -> None:
    """Later recordings do not have it any more."""
    registered.remove(plugin)
