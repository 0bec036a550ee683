"""`calltrace view FILE…`: shows files in a page of this machine's browser."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import webbrowser

from calltrace.page import check_viewer

from .editors import Editor
from .opened import CannotShow, Opened
from .server import ViewServer, is_taken

DESCRIPTION = """\
Shows recorded runs, and profiles of other tools, in a page of the browser on this machine. It ends when the last tab of
it is closed, or with Ctrl+C. For example: calltrace view run.json profile.prof
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.description = DESCRIPTION
    parser.add_argument(
        "file", nargs="+",
        help="a trace (.json, .json.gz, .html), a profile of cProfile, or any other file that the playground opens",
    )  # fmt: skip
    parser.add_argument(
        "--port", type=_port, default=0, help="the port (--port 8123; default: any that is free)"
    )
    parser.add_argument(
        "--no-open",
        action="store_true",
        help="only say the address; for example over ssh (calltrace view --no-open run.json)",
    )
    parser.add_argument(
        "--editor", metavar="COMMAND",
        help="what opens places of the source (--editor code; default: VISUAL, EDITOR, code, pycharm)",
    )  # fmt: skip


def main(options: argparse.Namespace) -> int:
    """Exit codes: 0 done, 1 a file that cannot be shown, 2 wrong use."""
    files = [Opened(os.path.abspath(name)) for name in options.file]
    try:
        check_viewer()
        for file in files:
            file.read()
        editor = Editor.find(options.editor, _roots(files))
        server = ViewServer(files, options.port, editor)
    except CannotShow as error:
        print(f"calltrace: {error}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"calltrace: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        taken = (
            f"port {options.port} is taken; name another, or leave --port out" if is_taken(error) else error
        )
        print(f"calltrace: {taken}", file=sys.stderr)
        return 1
    with server:
        _show(server.address, wanted=not options.no_open)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever(poll_interval=0.1)
    return 0


def _show(address: str, wanted: bool) -> None:
    opened = wanted and _has_display() and webbrowser.open(address)
    how = "" if opened else ": open it in a browser on this machine"
    print(f"calltrace: {address}{how} (closing the tab or Ctrl+C ends this)", flush=True)


def _has_display() -> bool:
    """Whether a window can be opened: without a display, a text browser might take over the terminal."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("BROWSER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _roots(files: list[Opened]) -> list[str]:
    """Where the program may lie that the files are of: here, or beside them."""
    return list(dict.fromkeys([os.getcwd(), *(os.path.dirname(file.path) for file in files)]))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)
