"""`calltrace recover`: makes a trace of the part file that an interrupted recording left, or of a running one's."""

from __future__ import annotations

import argparse
import os
import sys

from .finishing import why, write_trace
from .part_file import lock_is_free, read_part
from .quietly import suppress
from .target import Target


def add_recover(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("part", help="the file that was left; its name ends in .part")
    parser.add_argument(
        "-o", "--output", help="the trace file (-o run.json; default: the one that was to be written)"
    )


def recover(options: argparse.Namespace) -> int:
    """Exit codes: 0 done, 2 it could not be done."""
    try:
        part = read_part(options.part)
        output = options.output or os.path.join(
            os.path.dirname(options.part) or ".", os.path.basename(part.start["target"])
        )
        if options.output is None and os.path.exists(output):
            raise OSError(f"{output} is there already; say with -o where the trace is to go")
        said = write_trace(part, Target.find(output))
    except (OSError, ValueError, KeyError) as failed:
        print(f"calltrace: {why(failed)}", file=sys.stderr)
        return 2
    if lock_is_free(options.part):
        with suppress(OSError):
            os.unlink(options.part)
    print(said, file=sys.stderr)
    return 0
