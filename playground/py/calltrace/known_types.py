"""
How types of well-known modules are frozen: dates, numbers, paths, and those of numpy and pandas as small tables. This
is for exactly these types, whose C code (or plain data) is safe to touch. Nothing here imports their modules: a program
that has not imported one has no values of it.
"""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

MAX_ROWS = 12
MAX_COLUMNS = 12
MAX_CELL_CHARACTERS = 60
# The text of an array shows its elements if there are no more than this.
MAX_SHOWN_ELEMENTS = 10

# Gives the text of a value, or its text, length and table.
Reader = Callable[[Any], str | tuple[str, int, dict[str, Any] | None]]

_module_dict = vars(types.ModuleType)["__dict__"].__get__


def reader(cls: type, name: str) -> Reader | None:
    """How to read an instance of exactly `cls`, whose full name is `name`; None: it is not known here."""
    found = _READERS.get(name)
    if found is None and name.startswith("numpy.") and _is_numpy_scalar(cls):
        found = _numpy_scalar
    if found is None:
        found = _PANDAS.get(cls.__name__) if name.startswith("pandas.") else None
    module = name.partition(".")[0]
    short = name.rpartition(".")[2]
    # Any class can have such a name; only the class that the module itself has under this name is meant.
    return found if found is not None and _given_out(module, short) is cls else None


def _given_out(module: str, name: str) -> Any:
    loaded = sys.modules.get(module)
    return _module_dict(loaded).get(name) if type(loaded) is types.ModuleType else None


# --- the standard library ------------------------------------------------------------------------------------------


def _datetime(value: Any) -> str:
    # A time zone may be of a class of the program, and asking for its offset would run the program's code.
    return (
        str(value)
        if value.tzinfo is None
        else f"{value.replace(tzinfo=None)} ({type(value.tzinfo).__name__})"
    )


def _path(value: Any) -> str:
    return f"{type(value).__name__}({str(value)!r})"


def _fraction(value: Any) -> str:
    return f"Fraction({value._numerator}, {value._denominator})"


def _uuid(value: Any) -> str:
    digits = f"{value.int:032x}"
    return f"UUID('{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}')"


# --- numpy ---------------------------------------------------------------------------------------------------------


def _is_numpy_scalar(cls: type) -> bool:
    generic = _given_out("numpy", "generic")
    # `is`, not `in`: comparing classes could run a metaclass's code.
    return any(base is generic for base in type.__dict__["__mro__"].__get__(cls))


def _numpy_scalar(value: Any) -> str:
    return str(value.item())


def _array(value: Any) -> tuple[str, int, dict[str, Any] | None]:
    shape, dtype = value.shape, str(value.dtype)
    length = shape[0] if shape else 1
    if value.ndim == 0 or (value.ndim == 1 and length <= MAX_SHOWN_ELEMENTS):
        text = (
            f"array({_shown(_cells(value.reshape(-1)))})"
            if value.ndim
            else f"array({_shown(_cells(value.reshape(-1)))[1:-1]})"
        )
    else:
        text = f"ndarray ({' × '.join(map(str, shape))}, {dtype})"
    if value.ndim == 1:
        rows = [[cell] for cell in _cells(value)]
        table = _table(["value"], [dtype], list(range(len(rows))), rows, [length, 1])
    elif value.ndim == 2:
        rows = [_cells(row) for row in value[:MAX_ROWS, :MAX_COLUMNS]]
        width = min(shape[1], MAX_COLUMNS)
        table = _table(list(range(width)), [dtype] * width, list(range(len(rows))), rows, list(shape))
    else:
        return text, length, None
    return text, length, table


def _cells(array: Any) -> list[Any]:
    """The first elements of a one-dimensional array, as JSON can say them."""
    first = array[:MAX_ROWS]
    kind = first.dtype.kind
    if kind in "Mm":
        return [str(item) for item in first]
    return [_cell(item) for item in (first if kind == "O" else first.tolist())]


def _cell(value: Any) -> Any:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -(2**53) <= value <= 2**53 else _cut(str(value)) if value.bit_length() < 300 else "…"
    if kind is float:
        # JSON has neither NaN nor infinities.
        return value if value - value == 0 else "NaN" if value != value else str(value)
    if kind is str:
        return _cut(value)
    if kind is complex or kind is bytes:
        return _cut(str(value[:MAX_CELL_CHARACTERS] if kind is bytes else value))
    name = type.__dict__["__name__"].__get__(kind)
    return (
        str(value)
        if name in ("Timestamp", "Timedelta", "NaTType") and _given_out("pandas", name) is kind
        else f"<{name}>"
    )


def _cut(text: str) -> str:
    return text if len(text) <= MAX_CELL_CHARACTERS else text[:MAX_CELL_CHARACTERS] + "…"


def _shown(cells: list[Any]) -> str:
    return f"[{', '.join(str(cell) for cell in cells)}]"


def _table(
    columns: list[Any], dtypes: list[str], index: list[Any], rows: list[list[Any]], shape: list[int]
) -> dict[str, Any]:
    return {"columns": columns, "dtypes": dtypes, "index": index, "rows": rows, "shape": shape}


# --- pandas: read off its blocks, as its own methods would take longer than many a function that is recorded ----------


def _frame(value: Any) -> tuple[str, int, dict[str, Any] | None]:
    manager = vars(value)["_mgr"]
    names, labels = manager.axes
    width, height = _length(names), _length(labels)
    columns: dict[int, list[Any]] = {}
    dtypes: dict[int, str] = {}
    shown = min(width, MAX_COLUMNS)
    for block in manager.blocks:
        values, places = block.values, block._mgr_locs.as_array[:MAX_COLUMNS].tolist()
        for row, place in enumerate(places):
            if place < shown:
                flat = getattr(values, "ndim", 1) == 1
                columns[place] = _extension(values) if flat else _extension(values[row])
                dtypes[place] = str(values.dtype)
    count = min(height, MAX_ROWS)
    rows = [[columns[column][row] for column in range(shown)] for row in range(count)]
    table = _table(
        _labels(names)[:shown], [dtypes[n] for n in range(shown)], _labels(labels), rows, [height, width]
    )
    return f"DataFrame ({_count(height, 'row')} × {_count(width, 'column')})", height, table


def _series(value: Any) -> tuple[str, int, dict[str, Any] | None]:
    manager = vars(value)["_mgr"]
    values, (labels,) = manager.blocks[0].values, manager.axes
    length, dtype = _length(labels), str(values.dtype)
    name = _cell(vars(value).get("_name"))
    table = _table([name], [dtype], _labels(labels), [[cell] for cell in _extension(values)], [length, 1])
    return f"Series {'' if name is None else f'{name} '}({_count(length, 'entry')}, {dtype})", length, table


def _index(value: Any) -> tuple[str, int, dict[str, Any] | None]:
    length = _length(value)
    more = ", …" if length > MAX_ROWS else ""
    return f"{type(value).__name__}({_shown(_labels(value))[:-1]}{more}])", length, None


def _length(index: Any) -> int:
    inside = vars(index)
    if "_range" in inside:
        return len(inside["_range"])
    if "_codes" in inside:  # a MultiIndex
        return len(inside["_codes"][0])
    return len(inside["_data"])


def _labels(index: Any) -> list[Any]:
    inside = vars(index)
    if "_range" in inside:
        return [_cell(item) for item in islice(inside["_range"], MAX_ROWS)]
    if "_codes" in inside:
        levels = [_every_label(level) for level in inside["_levels"]]
        codes: Iterable[Any] = zip(*(codes[:MAX_ROWS].tolist() for codes in inside["_codes"]), strict=True)
        return [
            _cut(", ".join(str(level[at]) for level, at in zip(levels, place, strict=True)))
            for place in codes
        ]
    return _extension(inside["_data"])


def _every_label(index: Any) -> Any:
    inside = vars(index)
    values = inside.get("_range", inside.get("_data"))
    return getattr(values, "_ndarray", values)


def _extension(values: Any) -> list[Any]:
    """The first cells of one column, whatever array of pandas' or numpy's it is."""
    kind = type(values).__name__
    if kind == "ndarray":
        return _cells(values)
    if kind == "Categorical":
        labels = _every_label(values._dtype._categories)
        return [None if code < 0 else _cell(labels[code]) for code in values._ndarray[:MAX_ROWS].tolist()]
    if hasattr(values, "_mask"):
        cells = zip(_cells(values._data), values._mask[:MAX_ROWS].tolist(), strict=True)
        return [None if missing else cell for cell, missing in cells]
    if hasattr(values, "_ndarray"):
        return _cells(values._ndarray)
    return ["…"] * min(len(values), MAX_ROWS)


def _count(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else what + 's' if what != 'entry' else 'entries'}"


def as_text(table: dict[str, Any]) -> str:
    """A table as JSON: as texts, tables are equal only if they look the same (1, True and 1.0 do not)."""
    return json.dumps(table, separators=(",", ":"), allow_nan=False)


_PATHS = ("PurePosixPath", "PureWindowsPath", "PosixPath", "WindowsPath")
_READERS: dict[str, Reader] = {
    "datetime.date": str,
    "datetime.datetime": _datetime,
    "datetime.time": _datetime,
    "datetime.timedelta": str,
    "decimal.Decimal": repr,
    "fractions.Fraction": _fraction,
    "uuid.UUID": _uuid,
    **{f"pathlib.{name}": _path for name in _PATHS},
    **{f"pathlib._local.{name}": _path for name in _PATHS},
    "numpy.ndarray": _array,
}
_PANDAS: dict[str, Reader] = {
    "DataFrame": _frame,
    "Series": _series,
    "Index": _index,
    "RangeIndex": _index,
    "MultiIndex": _index,
    "DatetimeIndex": _index,
    "CategoricalIndex": _index,
}
