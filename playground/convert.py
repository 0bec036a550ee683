"""`python3 -m playground convert`: reads a trace file, checks it, and writes it again, compressed or not."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from playground.project import Failure, WrongUse, say, write_atomically

SUFFIXES = (".json", ".json.gz")


def convert(source: str, target: str) -> int:
    """Raises Failure with one sentence where the file is no trace file, and then writes nothing."""
    from calltrace.validate import TraceFileError, parse

    for name in (source, target):
        if not name.endswith(SUFFIXES):
            raise WrongUse(
                f"{name}: convert knows trace files that end in .json or .json.gz, and no other format yet."
            )
    try:
        data = Path(source).read_bytes()
        text = (gzip.decompress(data) if source.endswith(".gz") else data).decode()
        trace = parse(text)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Failure(f"{source} is not gzip, or it was cut off.") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{source} is not UTF-8 text.") from error
    except OSError as error:
        raise Failure(f"{source} cannot be read: {error.strerror}.") from error
    except TraceFileError as error:
        raise Failure(f"{source}: {error}") from error
    result = text.encode()
    try:
        write_atomically(Path(target), gzip.compress(result, mtime=0) if target.endswith(".gz") else result)
    except OSError as error:
        raise Failure(f"{target} cannot be written: {error.strerror}.") from error
    say(f"{target}: {len(trace['calls']['function'])} calls")
    return 0
