"""
`%load_ext calltrace` in Jupyter, JupyterLab and IPython: `%%calltrace` records a cell and `%calltrace` a statement, and
the picture stands below it, in a frame that holds the whole page: no port, no widget. IPython is there whenever this is
imported. Leaves to block.py the recording, to page.py the page.
"""

from __future__ import annotations

import argparse
import html
import re
from typing import Any, NoReturn

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .api import settings_of
from .block import Block, Origin, begin
from .cells import name_cells
from .include import Include
from .page import page_of
from .quietly import suppress
from .run import Run

DEFAULT_HEIGHT_PX = 600
_HELP = """\
Records what the cell calls, and shows the picture below it.

    %%calltrace --include pandas --height 700 -o run.html
    main()

    %calltrace main()

Where there is nothing to show a picture with, such as on paper, there is the tree of calls as text."""
# One option at the beginning of a line, with its value if it has one.
_OPTION = re.compile(r"""\s*(--?[a-z][a-z-]*)(?:(?:=|\s+)("[^"]*"|'[^']*'|[^\s-]\S*))?""")


class _WrongUse(Exception):
    """Its text is for the person."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _WrongUse(f"{message}; %%calltrace --help lists the options")


def load(shell: Any) -> None:
    """Registers the magics in IPython's shell."""

    def cell_magic(line: str, cell: str) -> None:
        _magic(shell, line, cell)

    def line_magic(line: str) -> None:
        _magic(shell, line, None)

    cell_magic.__doc__ = line_magic.__doc__ = _parser().format_help()
    shell.register_magic_function(cell_magic, "cell", "calltrace")
    shell.register_magic_function(line_magic, "line", "calltrace")


def frame_of(run: Run, height: int) -> str:
    """The picture of a run as a frame that holds a page of its own. Raises OSError where there is no viewer."""
    page = html.escape(page_of(run.trace).decode("utf-8"), quote=True)
    # It may run its own scripts and save files; of the notebook around it, it knows nothing.
    return (
        f'<iframe title="Recorded run" sandbox="allow-scripts allow-downloads allow-popups" srcdoc="{page}" '
        f'style="width: 100%; height: {height}px; border: 0"></iframe>'
    )


def bundle_of(run: Run, height: int = DEFAULT_HEIGHT_PX) -> dict[str, str]:
    """What a notebook shows of a run, by MIME type."""
    shown = {"text/plain": str(run)}
    with suppress(OSError):  # this installation has no viewer
        shown["text/html"] = frame_of(run, height)
    return shown


def _parser() -> _Parser:
    parser = _Parser(
        prog="%%calltrace", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False,
        allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument(
        "--height",
        type=int,
        default=DEFAULT_HEIGHT_PX,
        metavar="PX",
        help="how high the picture is (--height 800)",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write the trace too: .json, .json.gz or .html (-o run.html)"
    )
    Include.add_options(parser)
    parser.add_argument(
        "--max-calls", type=int, default=1_000_000, metavar="N", help="keep so many calls (--max-calls 5000)"
    )
    parser.add_argument(
        "--redact",
        action="append",
        default=[],
        metavar="NAME",
        help="keep no values of this name (--redact iban)",
    )
    parser.add_argument(
        "--no-redact", action="store_true", help="keep passwords and the like too (%%%%calltrace --no-redact)"
    )
    parser.add_argument(
        "--text", action="store_true", help="print the tree of calls instead (%%%%calltrace --text)"
    )
    parser.add_argument("--help", action="store_true", help="print this (%%%%calltrace --help)")
    return parser


def _magic(shell: Any, line: str, cell: str | None) -> None:
    try:
        options, rest = _read(line)
        if options.help:
            print(_parser().format_help())
            return
        _check(shell, rest, cell)
        run = _recorded(shell, options, rest if cell is None else cell)
    except (_WrongUse, OSError, ValueError, RuntimeError) as wrong:
        print(f"calltrace: {wrong}")
        return
    if run is not None:
        _show(run, options)


def _read(line: str) -> tuple[argparse.Namespace, str]:
    """The options at the beginning of a line, and what stands behind them. Raises _WrongUse."""
    parser = _parser()
    valued = {name for action in parser._actions if action.nargs is None for name in action.option_strings}
    words: list[str] = []
    while found := _OPTION.match(line):
        name, value = found.groups()
        if name in valued and value is not None:
            words += [name, value.strip("\"'")]
            line = line[found.end() :]
        else:
            words.append(name)
            line = line[found.end(1) :]
            if name in valued:
                break
    return parser.parse_args(words), line.strip()


def _check(shell: Any, rest: str, cell: str | None) -> None:
    """Raises _WrongUse."""
    if cell is not None and rest:
        raise _WrongUse(f"{rest!r} is no option; the program stands below the line of %%calltrace")
    text = rest if cell is None else cell
    if not text.strip():
        raise _WrongUse("there is nothing to record: write %calltrace main(), or %%calltrace above a cell")
    asks = getattr(shell, "should_run_async", None)
    if asks is not None and asks(text, transformed_cell=shell.transform_cell(text)):
        raise _WrongUse(
            "a magic cannot wait for an await outside of functions: write `with calltrace.record() as run:` around it, "
            "and `run` as the last line of the cell"
        )


def _recorded(shell: Any, options: argparse.Namespace, text: str) -> Run | None:
    """Runs the text as a cell, which shows its own results and errors. None: it was not recorded."""
    settings = settings_of(
        options.output,
        include=options.include,
        include_libraries=options.include_libraries,
        include_stdlib=options.standard_library,
        max_calls=options.max_calls,
        redact=options.redact,
        no_redact=options.no_redact,
    )
    # Jupyter's cells are files of one folder; IPython's are not files.
    file = shell.compile.get_code_name(text, text, 0)
    number = getattr(shell.displayhook, "prompt_count", shell.execution_count)
    block = begin(settings, Origin(file, 1, {}), lambda data: name_cells(data, (text, number)))
    result: Any = None
    try:
        result = shell.run_cell(text, store_history=False)
    finally:
        block.end(None if result is None else result.error_in_exec or result.error_before_exec)
    return block.run if isinstance(block, Block) else None


def _show(run: Run, options: argparse.Namespace) -> None:
    if options.text:
        print(run)
        return
    import importlib

    display = importlib.import_module("IPython.display")
    shown = bundle_of(run, options.height)
    display.display(shown, raw=True)
