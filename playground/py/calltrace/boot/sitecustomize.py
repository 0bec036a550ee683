"""
Python runs this at the start of a child process that is to be recorded, because the folder of this file is the first of
its PYTHONPATH (children.py). It takes back what brought it here, so that the program sees what it would see without.
"""

import json
import os
import sys


def _begin() -> None:
    told = json.loads(os.environ.pop("CALLTRACE_CHILD"))
    if told["PYTHONPATH"] is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = told["PYTHONPATH"]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != here]
    sys.path.insert(0, told["package"])
    try:
        from calltrace.spawned import begin
    finally:
        sys.path.remove(told["package"])
    begin(told)


def _run_the_one_that_is_hidden() -> None:
    ours = sys.modules.pop("sitecustomize")
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        sys.modules.setdefault("sitecustomize", ours)


try:
    _begin()
except Exception as error:
    print(f"calltrace: this child process is not recorded: {error}", file=sys.stderr)
_run_the_one_that_is_hidden()
