"""
What the recorder needs and a program may break: copies of its own. A program that replaces `len` or `json.dumps` gets
what it asked for, and must not break what watches it. A module that imports `own` as `__builtins__` gives it to its
functions.
"""

import builtins
import importlib.util
from collections.abc import Callable
from types import ModuleType
from typing import Any

own = dict(vars(builtins))


def private(name: str) -> ModuleType:
    """A second copy of a module of the standard library, which no other code knows and whose builtins are `own`."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"there is no module {name}")
    module = importlib.util.module_from_spec(spec)
    module.__dict__["__builtins__"] = own
    spec.loader.exec_module(module)
    # With the standard library let in, what the recorder does itself is left out all the same (scope.OWN_MODULES).
    module.__dict__["__name__"] = f"calltrace.{name}"
    return module


# JSON without spaces; all but ASCII is escaped.
to_json: Callable[[Any], str] = private("json.encoder").JSONEncoder(separators=(",", ":")).encode
quoted: Callable[[str], str] = private("json.encoder").encode_basestring_ascii
from_json: Callable[[str], Any] = private("json.decoder").JSONDecoder().decode
