"""
Others that record calls, as far as they can be imported here, each made to keep as much as it can. Each gives a
function that runs compiled code under it and returns how many calls it has recorded, if it says so.

hunter prints every call with its arguments and its result, in pure Python too (what the project measures itself
against) or compiled; MonkeyType keeps the types of arguments and results, no values, no tree, no times; VizTracer, in
C, keeps times and the texts of arguments and results.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any


def hunter_pure() -> Callable[[Any], int]:
    os.environ["PUREPYTHONHUNTER"] = "1"
    import hunter

    if hunter.Tracer.__module__ != "hunter.tracer":
        raise ImportError("hunter is the compiled one")
    return _hunter(hunter)


def hunter_compiled() -> Callable[[Any], int]:
    import hunter

    if hunter.Tracer.__module__ == "hunter.tracer":
        raise ImportError("hunter is the pure one")
    return _hunter(hunter)


def _hunter(hunter: Any) -> Callable[[Any], int]:
    def run(code: Any) -> int:
        printed = io.StringIO()
        query = hunter.Q(filename="main.py", kind_in=["call", "return", "exception"])
        action = hunter.CallPrinter(stream=printed, force_colors=False)
        tracer = hunter.trace(query, action=action, profile=True)
        try:
            exec(code, {"__name__": "__main__"})
        finally:
            tracer.stop()
        return printed.getvalue().count("=> ")

    return run


def monkeytype() -> Callable[[Any], int]:
    from monkeytype.tracing import CallTracer

    class Logger:
        def __init__(self) -> None:
            self.calls: list[Any] = []

        def log(self, call: Any) -> None:
            self.calls.append(call)

        def flush(self) -> None: ...

    def run(code: Any) -> int:
        import sys
        from types import ModuleType

        # It looks functions up in their module.
        module = ModuleType("measured")
        module.__file__ = "main.py"
        sys.modules["measured"] = module
        logger = Logger()
        tracer = CallTracer(
            logger=logger, max_typed_dict_size=0, code_filter=lambda found: found.co_filename == "main.py"
        )
        sys.setprofile(tracer)
        try:
            exec(code, vars(module))
        finally:
            sys.setprofile(None)
            del sys.modules["measured"]
        return len(logger.calls)

    return run


def viztracer() -> Callable[[Any], int]:
    from viztracer import VizTracer

    def run(code: Any) -> int:
        tracer = VizTracer(
            log_func_args=True,
            log_func_retval=True,
            ignore_c_function=True,
            verbose=0,
            tracer_entries=200_000,
        )
        tracer.start()
        try:
            exec(code, {"__name__": "__main__"})
        finally:
            tracer.stop()
            entries = tracer.parse()
            tracer.clear()
        return int(entries)

    return run


def found(compiled_hunter: bool = False) -> dict[str, Callable[[Any], int]]:
    """Those that can be imported."""
    makers = {"hunter, pure Python": hunter_pure, "MonkeyType": monkeytype, "VizTracer (C)": viztracer}
    if compiled_hunter:
        makers = {"hunter (compiled)": hunter_compiled}
    ways = {}
    for name, maker in makers.items():
        try:
            ways[name] = maker()
        except (ImportError, AttributeError):
            continue
    return ways
