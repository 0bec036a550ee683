"""
`record --open`: shows the trace when the program has ended. The viewer gets a process of its own, as it would have been
started before the program ran, because this process is what the program has made of it by then.
"""

from __future__ import annotations

import os
import signal
import sys

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .quietly import suppress

_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from calltrace.cli import main; "
    "sys.exit(main(['view', sys.argv[2]]))"
)


class Viewing:
    """Is made before the program runs."""

    def __init__(self, path: str) -> None:
        import subprocess  # which takes long to import

        self._start, self._path = subprocess.Popen, path
        self._folder, self._environment = os.getcwd(), dict(os.environ)

    def run(self) -> None:
        """Shows the trace until the person has closed it."""
        if not os.path.isfile(self._path):  # such as /dev/stdout
            return
        command = [sys.executable, "-P", "-c", _START, _FOLDER, self._path]
        with suppress(OSError):
            server = self._start(command, cwd=self._folder, env=self._environment)
            with suppress(ValueError):  # another thread than the first
                # Ctrl+C is for the server, which then ends.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            server.wait()
