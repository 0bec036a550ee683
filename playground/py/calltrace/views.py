"""
Freezing what shows other values: views of dicts, proxies of mappings, iterators, arrays, buffers in memory. Exactly the
types that Python brings, whose C code is safe to call; nothing is taken from an iterator.
"""

from __future__ import annotations

import array
import gc
import io
import itertools
import operator
import os
import types
from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .containers import PAIR, heading, mapping, sequence
from .frozen import FREEZERS, ITEMS_AT_DEPTH, MAX_TEXT, Freezer, State, freeze_inside, short_name, type_name
from .redaction import kept_under
from .secrecy import secrecy_of_key
from .shapes import ContainerHead, Frozen, Shape

# An iterator over more than this is not asked what remains: it would have to make a list of all.
MAX_REMAINING = 1000


# --- views of dicts


def _dict_behind(view: Any) -> dict[Any, Any]:
    # An ordered dict's own views look keys up, which would run the keys' code.
    return next(item for item in gc.get_referents(view) if issubclass(type(item), dict))


def _keys(head: ContainerHead) -> Freezer:
    def freezer(value: Any, depth: int, state: State) -> Shape:
        behind = _dict_behind(value)
        return sequence(head, dict.__len__(behind), dict.keys(behind), depth, state)

    return freezer


def _values(head: ContainerHead) -> Freezer:
    def freezer(value: Any, depth: int, state: State) -> Shape:
        behind = _dict_behind(value)
        # As a mapping, so that a secret is known by its key here too.
        whole: Any = mapping(_ANY, dict.__len__(behind), dict.items(behind), depth, state)
        values = whole[1][1::2]
        return (head, values, tuple(map(type, values)), whole[3])

    return freezer


def _items(head: ContainerHead) -> Freezer:
    def freezer(value: Any, depth: int, state: State) -> Shape:
        behind = _dict_behind(value)
        room = max(min(ITEMS_AT_DEPTH[depth], state.nodes), 0)
        pairs: list[Frozen] = []
        for key, item in islice(dict.items(behind), room):
            secret = secrecy_of_key(key)
            inner = depth + 2 if depth + 2 < len(ITEMS_AT_DEPTH) else depth + 1
            parts = (freeze_inside(key, inner, state), kept_under(secret, item, inner, state) if secret
                     else freeze_inside(item, inner, state))  # fmt: skip
            pairs.append((PAIR, parts, tuple(map(type, parts)), 2))
        state.nodes -= 2 * len(pairs)
        return (head, tuple(pairs), tuple(map(type, pairs)), dict.__len__(behind))

    return freezer


def _values_left(value: Any, depth: int, state: State) -> Shape:
    # Which keys the values that remain have is not told.
    return (
        "text",
        "dict_valueiterator",
        f"<dict_valueiterator, {operator.length_hint(value)} to go>",
        None,
        True,
    )


_ANY = heading("mapping", "dict", "{", "}")
_MAPPING_PROXY = heading("mapping", "mappingproxy", "mappingproxy({", "})")
_OTHER_PROXY = heading("sequence", "mappingproxy", "mappingproxy(", ")")


def _mapping_proxy(value: types.MappingProxyType[Any, Any], depth: int, state: State) -> Shape:
    behind = gc.get_referents(value)[0]
    if type(behind) is dict:
        return mapping(_MAPPING_PROXY, len(behind), behind.items(), depth, state)
    return sequence(_OTHER_PROXY, 1, (behind,), depth, state)


_ENVIRON = heading("mapping", "os._Environ", "environ({", "})")


def _environ(value: Any, depth: int, state: State) -> Shape:
    behind = object.__getattribute__(value, "__dict__").get("_data")
    if type(behind) is not dict:
        return ("text", "os._Environ", "<environ>", None, True)
    pairs = ((_decoded(key), _decoded(item)) for key, item in behind.items())
    return mapping(_ENVIRON, len(behind), pairs, depth, state)


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", "replace") if type(value) is bytes else value


# --- iterators: what remains, which `__reduce__` says without taking anything


def _remaining(kind: type) -> Freezer:
    name, short = type_name(kind), str(short_name(kind))
    head, around = heading("sequence", name, f"{short}([", "])"), heading("sequence", name, f"{short}(", ")")
    reduce: Callable[[Any], Any] = vars(kind)["__reduce__"]
    hint: Callable[[Any], Any] | None = None if kind in _INDEXED else vars(kind)["__length_hint__"]

    def freezer(value: Any, depth: int, state: State) -> Shape:
        try:
            if hint is not None and hint(value) > MAX_REMAINING:
                return ("text", name, f"<{short}, {hint(value)} to go>", None, True)
            _, given, *at = reduce(value)
        except RuntimeError:  # the dict or set was changed since
            return ("text", name, f"<{short}>", None, False)
        source = given[0] if given else ()
        found = _rest(source, (at[0] if at else 0) or 0, kind is _REVERSED)
        if found is None:
            return sequence(around, 1, (source,), depth, state)
        return sequence(head, *found, depth, state)

    return freezer


def _rest(source: Any, at: int, backwards: bool) -> tuple[int, Any] | None:
    """How many items remain and the first of them; None: where they come from is of another kind."""
    kind = type(source)
    base = next((base for base in _SEQUENCES if issubclass(kind, base)), None)
    if base is None:
        return None
    if backwards:
        return at + 1, base.__getitem__(source, slice(at, None, -1))[: ITEMS_AT_DEPTH[0]]
    return max(base.__len__(source) - at, 0), base.__getitem__(source, slice(at, at + ITEMS_AT_DEPTH[0]))


_SEQUENCES: tuple[Any, ...] = (list, tuple, str, bytes, bytearray, range)


def _with_arguments(kind: type) -> Freezer:
    """An iterator that `__reduce__` shows as the call that would make it: `map(<function f>, list_iterator([2]))`."""
    head = heading("sequence", type_name(kind), f"{short_name(kind)}(", ")")
    reduce: Callable[[Any], Any] = vars(kind)["__reduce__"]

    def freezer(value: Any, depth: int, state: State) -> Shape:
        given = reduce(value)[1]
        return sequence(head, len(given), given, depth, state)

    return freezer


def _around(kind: type) -> Freezer:
    """An iterator of itertools: what it goes through, as Python's garbage collector is told."""
    head = heading("sequence", type_name(kind), f"{short_name(kind)}(", ")")

    def freezer(value: Any, depth: int, state: State) -> Shape:
        inside = [item for item in gc.get_referents(value) if not _is_beside(item)]
        return sequence(head, len(inside), inside, depth, state)

    return freezer


def _is_beside(item: Any) -> bool:
    """Whether it is the class, or where the iterator keeps its last row."""
    kind = type(item)
    return (
        item is None or kind is type or (kind is list and not item) or (kind is tuple and _is_empty_row(item))
    )


def _is_empty_row(row: tuple[Any, ...]) -> bool:
    return all(item is None for item in row)


# --- arrays and buffers


def frozen_array(value: Any, depth: int, state: State) -> Shape:
    head = heading(
        "sequence", type_name(type(value)), f"{short_name(type(value))}({_typecode(value)!r}, [", "])"
    )
    first = array.array.__getitem__(value, slice(0, ITEMS_AT_DEPTH[depth]))
    return sequence(head, array.array.__len__(value), first.tolist(), depth, state)


_typecode = vars(array.array)["typecode"].__get__


def _memory(value: memoryview, depth: int, state: State) -> Shape:
    try:
        size = value.nbytes
        shown = value[:MAX_TEXT].tobytes() if value.ndim == 1 and value.contiguous else None
    except ValueError:
        return ("text", "memoryview", "<released memoryview>", None, False)
    if shown is None or value.format not in ("B", "b", "c"):
        return ("text", "memoryview", f"<memoryview of {size} bytes, {value.format!r}>", size, False)
    return ("text", "memoryview", f"memoryview({shown!r})", size, size > len(shown))


# So much of a buffer is copied to show its beginning.
MAX_BUFFER = 100_000


def _type_of_buffer(value: Any) -> tuple[str, str]:
    name = type_name(type(value))
    return ("io." + name.removeprefix("_io.") if name.startswith("_io.") else name), str(
        short_name(type(value))
    )


def frozen_text_buffer(value: Any, depth: int, state: State) -> Shape:
    name, short = _type_of_buffer(value)
    try:
        if io.StringIO.tell(value) > MAX_BUFFER:
            return ("text", name, f"<{short}>", None, True)
        text = io.StringIO.getvalue(value)
    except ValueError:
        return ("text", name, f"<closed {short}>", None, False)
    return ("text", name, f"{short}({text[:MAX_TEXT]!r})", len(text), len(text) > MAX_TEXT)


def frozen_bytes_buffer(value: Any, depth: int, state: State) -> Shape:
    name, short = _type_of_buffer(value)
    try:
        with io.BytesIO.getbuffer(value) as memory:
            size, start = memory.nbytes, memory[:MAX_TEXT].tobytes()
    except ValueError:
        return ("text", name, f"<closed {short}>", None, False)
    return ("text", name, f"{short}({start!r})", size, size > MAX_TEXT)


def _counted(value: Any, depth: int, state: State) -> Shape:
    plain = all(type(item) is int for item in gc.get_referents(value) if item is not itertools.count)
    return ("text", "itertools.count", repr(value) if plain else "<count>", None, False)


def _kind(value: Iterator[Any]) -> type:
    return type(value)


_REVERSED = _kind(reversed([]))
# Their `__reduce__` gives what they go through and where they are; those of dicts and sets make a list of the rest.
_INDEXED = (
    *map(_kind, (iter([]), iter(()), iter(""), iter("é"), iter(range(0)), iter(b""), iter(bytearray()))),
    _REVERSED,
)
_ORDERED: OrderedDict[Any, Any] = OrderedDict()
_NO_DICT: dict[Any, Any] = {}

for _views in (_NO_DICT, _ORDERED):
    for _view, _freezer in ((_views.keys(), _keys), (_views.values(), _values), (_views.items(), _items)):
        _name = type_name(type(_view))
        FREEZERS.keep(type(_view), _freezer(heading("sequence", _name, f"{_name}([", "])")))
for _iterator in (
    *_INDEXED,
    _kind(iter({})),
    _kind(iter({}.items())),
    _kind(iter(set())),
):
    FREEZERS.keep(_iterator, _remaining(_iterator))
_WITH_ARGUMENTS: tuple[type, ...] = (
    enumerate, map, filter, zip, operator.itemgetter, operator.attrgetter, operator.methodcaller,
)  # fmt: skip
_AROUND: tuple[type, ...] = (
    itertools.chain, itertools.islice, itertools.cycle, itertools.repeat, itertools.starmap, itertools.takewhile,
    itertools.dropwhile, itertools.accumulate, itertools.zip_longest, itertools.compress, itertools.filterfalse,
    itertools.pairwise, itertools.product, itertools.permutations, itertools.combinations,
)  # fmt: skip
for _cls in _WITH_ARGUMENTS:
    FREEZERS.keep(_cls, _with_arguments(_cls))
for _cls in _AROUND:
    FREEZERS.keep(_cls, _around(_cls))
FREEZERS.keep(_kind(iter({}.values())), _values_left)
FREEZERS.keep(itertools.count, _counted)
FREEZERS.keep(types.MappingProxyType, _mapping_proxy)
FREEZERS.keep(type(os.environ), _environ)
FREEZERS.keep(array.array, frozen_array)
FREEZERS.keep(memoryview, _memory)
FREEZERS.keep(io.StringIO, frozen_text_buffer)
FREEZERS.keep(io.BytesIO, frozen_bytes_buffer)
