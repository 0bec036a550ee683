"""
`asyncio.run` in the page: waits as Pyodide does, by stack switching, but no exception goes through JavaScript on its
way. There Pyodide would show it (`sys.excepthook`), also one that the program goes on to catch.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


def install() -> None:
    """In Pyodide; elsewhere nothing."""
    if sys.platform != "emscripten":
        return
    from pyodide.webloop import WebLoop  # type: ignore[import-not-found]

    plain = WebLoop.run_until_complete
    if plain.__module__ == __name__:
        return

    def run_until_complete(self: Any, future: Any) -> Any:
        task = asyncio.ensure_future(future, loop=self)
        ended = self.create_future()
        task.add_done_callback(lambda _: ended.set_result(None))
        answer = plain(self, ended)
        return task.result() if task.done() else answer

    WebLoop.run_until_complete = run_until_complete
