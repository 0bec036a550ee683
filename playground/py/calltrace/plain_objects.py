"""
Freezing plain objects: for each class a freezer is made once, which reads its instances' `__dict__` and slots without
running their code (fields.py). Leaves to objects.py which objects are plain.
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable
from itertools import islice
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .fields import by_name, dictionary_reader, slot_reader
from .frozen import (
    FIELDS_AT_DEPTH,
    LAYOUTS,
    MAX_DEPTH,
    MAX_TEXT,
    QUICK,
    Freezer,
    Layout,
    State,
    freeze_all,
    freeze_inside,
    module_dict,
    module_of,
    picker,
    short_name,
    type_name,
)  # fmt: skip
from .redaction import kept_under
from .secrecy import OPEN, TOKEN_LIKE, hides, secrecy
from .shapes import Frozen, ObjectHead, ObjectShape, OpenShape, Shape

_PYTHON = os.path.dirname(os.path.abspath(os.__file__)) + os.sep


def object_freezer(cls: type) -> Freezer:
    slots, dictionary = slot_reader(cls), dictionary_reader(cls)
    name, short = type_name(cls), str(short_name(cls))
    # The insides of library objects are deep and of little interest: one level of them is enough.
    step = 1 if is_program(cls) else 3
    # How fields are read and the head before them, by the number of fields: as in the last object that had as many.
    layouts: dict[int, Layout] = {}
    LAYOUTS.keep(cls, layouts)
    in_class = dictionary is by_name

    def flat(
        value: Any, room: int, get: Callable[[Any, str], Any] = object.__getattribute__
    ) -> tuple[ObjectHead, tuple[Any, ...]] | None:
        """The head before the fields, and the fields, if they have the names that they had in an earlier object."""
        names = get(value, "__dict__") if in_class else dictionary(value)  # type: ignore[misc]
        if type(names) is not dict or len(names) > room:
            return None
        # All keys must be texts: looking for a text in a dictionary with other keys could run their code.
        for key in names:
            if type(key) is not str:
                return None
        try:
            read, head, guarded = layouts[len(names)]
            found = read(names)
        except KeyError:  # as many fields, but with other names
            return None
        for place, tier in guarded:
            item = found[place]
            kind = type(item)
            if not (kind is int or item is None or (kind is str and not hides(tier, item))):
                return None
        return head, found

    def quick(value: Any) -> OpenShape | None:
        found = flat(value, FIELDS_AT_DEPTH[0])
        if found is None:
            return None
        for item in found[1]:
            kind = type(item)
            if not (kind is int or item is None or (kind is str and len(item) <= MAX_TEXT)):
                return None
        return (*found, ())

    def freezer(value: Any, depth: int, state: State) -> Shape:
        room = FIELDS_AT_DEPTH[depth]
        if room > state.nodes:
            room = state.nodes
        if room <= 0:
            return ("text", name, f"<{short}>", None, True)
        inner = min(depth + step, MAX_DEPTH)
        names = None
        if dictionary is not None:
            if slots is None:
                found = flat(value, room)
                if found is not None:
                    state.nodes -= len(found[1])
                    values, kinds = freeze_all(found[1], inner, state)
                    return (found[0], values, kinds)
            names = dictionary(value)
        fields = [] if slots is None else slots(value)
        if type(names) is dict:
            fields += [(key, names[key]) for key in islice(names, 200) if type(key) is str]
        shown = fields[:room]
        keys = tuple([key for key, _ in shown])
        state.nodes -= len(shown)
        kept = [frozen_field(key, item, inner, state) for key, item in shown]
        head = object_head(name, short, keys, len(fields) > room)
        whole = slots is None and type(names) is dict and len(keys) == len(names)
        secrets = [secrecy(key) for key in keys] if whole else []
        if whole and max(secrets, default=OPEN) <= TOKEN_LIKE:
            guarded = tuple([(place, tier) for place, tier in enumerate(secrets) if tier])
            layouts[len(keys)] = (picker(keys), head, guarded)
        return object_of(head, kept)

    if slots is None and dictionary is not None:
        QUICK.keep(cls, quick)
    return freezer


def frozen_field(name: str, value: Any, depth: int, state: State) -> Frozen:
    secret = secrecy(name)
    return kept_under(secret, value, depth, state) if secret else freeze_inside(value, depth, state)


def object_head(name: str, short: str, names: tuple[str, ...], more: bool) -> ObjectHead:
    return ("object", name, short, names, more)


def object_of(head: ObjectHead, values: list[Frozen]) -> ObjectShape:
    """The frozen form of an object; types stand in it where `freeze_all` would give them."""
    for value in values:
        kind = type(value)
        if not (kind is int or value is None or kind is str):
            return (head, tuple(values), tuple(map(type, values)))
    return (head, tuple(values), ())


def is_program(cls: type) -> bool:
    """Whether a class is the program's own, and so worth opening up: objects of libraries are big inside."""
    top = module_of(cls).partition(".")[0]
    if top == "__main__":
        return True
    module = sys.modules.get(top)
    file = module_dict(module).get("__file__") if type(module) is types.ModuleType else None
    if type(file) is not str:
        return top not in sys.stdlib_module_names
    # A program may have a module of its own that is named like one of Python's.
    python = top in sys.stdlib_module_names and file.startswith(_PYTHON)
    return not python and "site-packages" not in file and "dist-packages" not in file
