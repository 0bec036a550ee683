"""`python -m calltrace_tests.inside`: reads a job from stdin, and writes what it finds as lines of JSON."""

import json
import os
import sys
from typing import Any

# What the program prints must not stand among what is told, whichever way it prints it.
_out = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _tell(found: dict[str, Any]) -> None:
    _out.write(json.dumps(found) + "\n")
    _out.flush()


def _limit_memory() -> None:
    """A mutant that makes a list of 10 ** 12 elements gets a MemoryError and not the whole machine."""
    try:
        import resource
    except ImportError:  # Windows
        return
    most = 2 << 30
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


if __name__ == "__main__":
    from .jobs import run

    _job = json.load(sys.stdin)
    _limit_memory()
    run(_job, _tell)
    _tell({"done": True})
    _out.flush()
    os._exit(0)
