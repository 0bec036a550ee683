"""
Where the recorder's own options end and the program begins: `record [options] script arguments…`, or `-m module`, `-c
text` or `-` in the script's place, as for `python` itself. What stands behind is the program's, whatever it looks like.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

_BY_OPTION: dict[str, Literal["module", "text"]] = {"-m": "module", "-c": "text"}


@dataclass(frozen=True, slots=True)
class Start:
    """A program as the command line names it. `given`: a file, a module's name, or a text; of stdin nothing."""

    kind: Literal["script", "module", "text", "stdin"]
    given: str
    arguments: list[str]


def add_program(parser: argparse.ArgumentParser) -> None:
    """Has the parser's help say how a program is named. It is `split` that reads it."""
    parser.usage = "%(prog)s [options] (SCRIPT | -m MODULE | -c TEXT | -) [arguments of the program …]"
    parser.add_argument("-m", metavar="MODULE", help="run a module, as python -m does (-m pytest -q)")
    parser.add_argument("-c", metavar="TEXT", help="run this text, as python -c does (-c 'import json')")
    parser.add_argument(
        "script", nargs="?", help="the program: a file, a folder or zip with a __main__.py, or - for stdin"
    )


def split(words: Sequence[str], parser: argparse.ArgumentParser) -> tuple[list[str], Start | None]:
    """The recorder's own words, which `parser` reads, and the program; None: none is named."""
    valued = {name for action in parser._actions if action.nargs is None for name in action.option_strings}
    at = 0
    while at < len(words):
        word = words[at]
        kind = _BY_OPTION.get(word[:2])
        if word == "-":
            return list(words[:at]), Start("stdin", "", list(words[at + 1 :]))
        if word == "--":
            return list(words[:at]), _script(words[at + 1 :])
        if not word.startswith("-"):
            return list(words[:at]), _script(words[at:])
        if kind is not None and len(word) > 2:  # -mmodule
            return list(words[:at]), Start(kind, word[2:], list(words[at + 1 :]))
        if kind is not None and at + 1 < len(words):
            return list(words[:at]), Start(kind, words[at + 1], list(words[at + 2 :]))
        at += 2 if word in valued else 1
    return list(words), None


def _script(words: Sequence[str]) -> Start | None:
    return Start("script", words[0], list(words[1:])) if words else None
