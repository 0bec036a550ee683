"""
Imported before all else. When Python starts the recorder, it puts a folder in front of `sys.path`: the current one for
`python -m calltrace`, and for the command `calltrace` the one that this stands in. Neither is the program's, and of a
`random.py` that lies there the recorder must not make its own.
"""

from __future__ import annotations

import os
import sys

# What had been imported without the recorder.
IMPORTED_BEFORE = frozenset(sys.modules)


def leave_current_folder() -> None:
    """To be called while the package is imported: if it is for `python -m calltrace`, its folder goes."""
    arguments: list[str] = getattr(sys, "argv", [])
    if arguments[:1] == ["-m"]:
        # What Python was given: its own options, the module, and the arguments.
        module = sys.orig_argv[len(sys.orig_argv) - len(arguments)]
        if module.removeprefix("-m") == "calltrace":
            leave(os.getcwd())


def leave_command_folder() -> None:
    """To be called by the command that `sys.argv[0]` names."""
    leave(os.path.dirname(os.path.realpath(sys.argv[0])))


def leave(folder: str) -> None:
    """Takes a folder off `sys.path`, if Python has put it in front."""
    if not sys.flags.safe_path and sys.path[:1] == [folder]:
        del sys.path[0]


leave_current_folder()
