"""
A process that outlives the program, and makes a trace of the part file where the program could not: it was killed, it
crashed, another program took its place, or it took away what the recorder needs. It waits for the lock on the part
file, which costs nothing, and is nobody's child, so that a program that waits for its children never meets it.
"""

from __future__ import annotations

import os
import select
import signal
import threading

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .finishing import why, write_trace
from .part_file import ENDING, kept_path, lock_is_free, part_path, read_part
from .quietly import suppress
from .target import Target, unfinished_path

try:
    import fcntl
except ImportError:  # Windows, where an interrupted recording stays a part file
    fcntl = None  # type: ignore[assignment]

_listdir = os.listdir


def start_survivor(part_path: str, target: Target) -> None:
    """Is called before the program runs, while this process is still small and has one thread."""
    if fcntl is None or not hasattr(os, "fork") or threading.active_count() > 1:
        return
    process = os.getpid()
    try:
        between = os.fork()
    except OSError:  # no more processes may be made
        return
    if between == 0:
        try:
            os.setsid()
            if os.fork() == 0:
                _survive(process, part_path, target)
        finally:
            os._exit(0)
    with suppress(ChildProcessError):
        os.waitpid(between, 0)


def _survive(process: int, part_path: str, target: Target) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    _let_go()
    file = os.open(part_path, os.O_RDWR)
    fcntl.flock(file, fcntl.LOCK_EX)
    if os.fstat(file).st_size > 0 and not _is_replaced(part_path):
        # Its program may have closed all files, and goes on.
        fcntl.flock(file, fcntl.LOCK_UN)
        _wait_for(process)
    if os.fstat(file).st_size > 0 and not os.path.exists(kept_path(part_path)):
        finish_left(part_path, target)
    with suppress(OSError):
        os.unlink(unfinished_path(target, process))
    finish_children(target)


def _is_replaced(part_path: str) -> bool:
    """Whether the process has become another program, which does not end now."""
    try:
        return bool(read_part(part_path).state.get("ending"))
    except (OSError, ValueError):
        return False


def _wait_for(process: int) -> None:
    """Waits until the process has ended, where the operating system can tell."""
    with suppress(OSError, AttributeError):  # it has, or this is no Linux
        select.select([os.pidfd_open(process)], [], [])


def _let_go() -> None:
    """
    Closes all that the program has open but stderr. Whoever reads that until it ends waits, as is right, until the
    trace is there.
    """
    os.chdir("/")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    os.closerange(3, min(os.sysconf("SC_OPEN_MAX"), 65_536))


def finish_left(part_path: str, target: Target) -> bool:
    """Makes a trace of a part file that was left, and says so. Gives whether it could."""
    try:
        said = write_trace(read_part(part_path), target)
    except Exception as failed:
        _say(
            f"calltrace: {target.name} could not be written: {why(failed)}. What was recorded is in {part_path}; when "
            "there is room, `calltrace recover` makes a trace of it."
        )
        return False
    with suppress(OSError):
        os.unlink(part_path)
    _say(said)
    return True


def finish_children(target: Target) -> None:
    """Does so for child processes that were ended from outside, as workers of a pool are."""
    for process, path in children_left(target):
        if lock_is_free(path):
            finish_left(path, target.of_child(process))


def children_left(target: Target) -> list[tuple[int, str]]:
    """Part files of this target's child processes, with the processes' numbers."""
    found = []
    with suppress(OSError):
        for name in _listdir(target.folder):
            number = name.removesuffix(ENDING).rpartition(".")[2]
            if name.startswith(".") and name.endswith(ENDING) and number.isdecimal():
                path = part_path(target.of_child(int(number)), int(number))
                if path.endswith(f"{os.sep}{name}"):
                    found.append((int(number), path))
    return found


def _say(sentence: str) -> None:
    with suppress(OSError):
        os.write(2, f"{sentence}\n".encode("utf-8", "backslashreplace"))
