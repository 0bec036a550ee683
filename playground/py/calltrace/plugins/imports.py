"""
Imports as events, so that a trace says where the time went that a library took to be imported: what runs meanwhile is
not recorded, and would else be told as the program's own. A module that is there already costs nothing and is no event.
"""

from __future__ import annotations

import sys
from collections.abc import Container
from types import ModuleType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import module_dict
from .plugin import Function, Plugin, Seen

# Shorter imports are no events: of the many small modules of the standard library nobody wants to read.
MIN_IMPORT_US = 1000.0

_STANDARD = frozenset(sys.stdlib_module_names)


def _name(seen: Seen) -> str | None:
    name = seen.arguments.get("name")
    return name if type(name) is str else None


def _origin(seen: Seen) -> str:
    top = (_name(seen) or "").partition(".")[0]
    return "standard_library" if top in _STANDARD else "library"


def _is_event(seen: Seen, took_us: float, program: Container[str]) -> bool:
    """Not where it was a module of the program's own: its body is a call of the trace."""
    return took_us >= MIN_IMPORT_US and _file(seen.result) not in program


def _file(module: Any) -> str | None:
    if not issubclass(type(module), ModuleType):
        return None
    file = module_dict(module).get("__file__")
    return file if type(file) is str else None


IMPORTS = Plugin(
    "importlib", "import",
    (
        # Python calls it for an import statement, and `import_module` does, where the module is not there yet.
        Function("_frozen_importlib", "_find_and_load", only_from_program=True,
                 began={"module": _name, "origin": _origin}, is_event=_is_event),
    ),
)  # fmt: skip
