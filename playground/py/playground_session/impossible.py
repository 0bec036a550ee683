"""
What Python's modules offer and a browser cannot do (threads, processes, sockets): each says so in one sentence with
what to do instead, in an exception of the type that Python raises where the system refuses.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from .adapted import Adapt
from .patches import Patches

_NOT_HERE = "are part of Python but not of a browser"
THREADS = f"threads {_NOT_HERE}: call the function directly, or use asyncio for what waits"
PROCESSES = f"processes {_NOT_HERE}: call the function directly, or use asyncio for what waits"
PROGRAMS = f"other programs {_NOT_HERE}: do in Python what this one would do"
PAGES = "a program in a browser opens no other pages: print the address instead"
SOCKETS = (
    f"sockets {_NOT_HERE}: ask for a web address with `from pyodide.http import pyfetch` "
    "and `response = await pyfetch(address)`"
)


def table(patches: Patches) -> dict[str, Adapt]:
    """By the names of modules, what refuses in them."""
    no_socket, no_program = _refuses(SOCKETS, OSError), _refuses(PROGRAMS, OSError)
    no_thread, no_process = _refuses(THREADS, RuntimeError), _refuses(PROCESSES, OSError)

    def replace(refuses: Callable[..., NoReturn], *names: str) -> Adapt:
        def adapt(module: ModuleType) -> None:
            for name in names:
                owner: Any = module
                *path, last = name.split(".")
                for part in path:
                    owner = getattr(owner, part, None)
                if hasattr(owner, last):
                    patches.replace(owner, last, refuses)

        return adapt

    def browser(module: ModuleType) -> None:
        replace(_refuses(PAGES, module.Error), "open", "open_new", "open_new_tab")(module)

    return {
        "webbrowser": browser,
        "_thread": replace(no_thread, "start_new_thread", "start_new", "start_joinable_thread"),
        "threading": replace(no_thread, "Thread.start", "_start_new_thread", "_start_joinable_thread"),
        "socket": replace(
            no_socket, "create_connection", "create_server", "getaddrinfo", "gethostbyname", "socketpair",
            "socket.bind", "socket.connect", "socket.connect_ex", "socket.listen", "socket.sendto",
        ),
        "subprocess": replace(no_program, "Popen.__init__"),
        "os": replace(
            no_program, "execv", "execve", "fork", "forkpty", "popen", "posix_spawn", "posix_spawnp", "spawnv",
            "spawnve", "startfile",
        ),
        "multiprocessing.context": replace(
            no_process, "BaseContext.Pool", "BaseContext.Manager", "BaseContext.Pipe",
            *[f"BaseContext.{name}" for name in _SHARED],
        ),
        "multiprocessing.process": replace(no_process, "BaseProcess.start"),
        # A pool that was never made has nothing to take down, and yet would try to.
        "multiprocessing.pool": replace(no_process, "Pool.__new__", "ThreadPool.__new__"),
        "concurrent.futures.process": replace(no_process, "ProcessPoolExecutor.__init__"),
    }  # fmt: skip


_SHARED = (
    "Array", "Barrier", "BoundedSemaphore", "Condition", "Event", "JoinableQueue", "Lock", "Queue", "RLock", "RawArray",
    "RawValue", "Semaphore", "SimpleQueue", "Value",
)  # fmt: skip


def _refuses(sentence: str, kind: type[Exception]) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise kind(errno.EOPNOTSUPP, sentence) if kind is OSError else kind(sentence)

    return refuse
