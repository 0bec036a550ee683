"""
Which time zones may be asked for their offset: those of Python and of two well-known libraries. A zone of any other
class may be the program's own, whose code must not run.
"""

from __future__ import annotations

import datetime
import sys
import types
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import module_dict, module_of, short_name

_LIBRARIES = ("pytz", "dateutil")


def given_out(module: str, name: str) -> Any:
    """What a module that is loaded has under this name, without importing anything."""
    loaded = sys.modules.get(module)
    return module_dict(loaded).get(name) if type(loaded) is types.ModuleType else None


def is_known_zone(zone: Any) -> bool:
    kind = type(zone)
    if kind is datetime.timezone or kind is given_out("zoneinfo", "ZoneInfo"):
        return True
    module = module_of(kind)
    if module.partition(".")[0] not in _LIBRARIES:
        return False
    # pytz makes a class for each zone, whose instances stand in its own tables.
    return given_out(module, str(short_name(kind))) is kind or (
        module == "pytz.tzfile" and issubclass(kind, given_out(module, "DstTzInfo") or ())
    )
