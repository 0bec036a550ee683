"""
`asyncio.run` in the page: waits as Pyodide does, by stack switching, but no exception goes through JavaScript on its
way. There Pyodide would show it (`sys.excepthook`), also one that the program goes on to catch. Where the browser has
no stack switching, it says so, and what to write instead.
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
    import js  # type: ignore[import-not-found]
    from pyodide.webloop import WebLoop  # type: ignore[import-not-found]

    if not hasattr(js.WebAssembly, "Suspending"):
        asyncio.run = _cannot_wait  # type: ignore[assignment]
        return
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


def _cannot_wait(main: Any, **_: Any) -> Any:
    if asyncio.iscoroutine(main):
        main.close()
    raise RuntimeError(
        "asyncio.run() cannot wait in this browser, which has no stack switching (JSPI): "
        "write `await main()` in its place, outside of any function"
    )
