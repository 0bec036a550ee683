"""
Arrays and tables of numpy and pandas as small tables of cells. They are read off their blocks in memory, as pandas' own
methods would take longer than many a function that is recorded. What arrays of the program's own classes hold is not
asked.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import module_of, short_name
from .redaction import remember
from .secrecy import hides, secrecy_of_key
from .zones import given_out, is_known_zone

MAX_ROWS = 12
MAX_COLUMNS = 12
MAX_CELL_CHARACTERS = 60
# The text of an array shows its elements if there are no more than this.
MAX_SHOWN_ELEMENTS = 10

# The text of a value, its length, and its cells if they are shown.
Table = tuple[str, int, dict[str, Any] | None]


# --- numpy ---------------------------------------------------------------------------------------------------------


def is_numpy_scalar(cls: type) -> bool:
    generic = given_out("numpy", "generic")
    # `is`, not `in`: comparing classes could run a metaclass's code.
    return any(base is generic for base in type.__dict__["__mro__"].__get__(cls))


def numpy_scalar(value: Any) -> str:
    return str(value.item())


def numpy_array(value: Any) -> Table:
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
        table = table_of(["value"], [dtype], list(range(len(rows))), rows, [length, 1])
    elif value.ndim == 2:
        rows = [_cells(row) for row in value[:MAX_ROWS, :MAX_COLUMNS]]
        width = min(shape[1], MAX_COLUMNS)
        table = table_of(list(range(width)), [dtype] * width, list(range(len(rows))), rows, list(shape))
    else:
        return text, length, None
    return text, length, table


def _cells(array: Any) -> list[Any]:
    """The first elements of a one-dimensional array, as JSON can say them."""
    first = array[:MAX_ROWS]
    kind = first.dtype.kind
    if kind in "Mm":
        return [str(item) for item in first]
    return [as_cell(item) for item in (first if kind == "O" else first.tolist())]


def as_cell(value: Any) -> Any:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -(2**53) <= value <= 2**53 else cut(str(value)) if value.bit_length() < 300 else "…"
    if kind is float:
        # JSON has neither NaN nor infinities.
        return value if value - value == 0 else "NaN" if value != value else str(value)
    if kind is str:
        return cut(value)
    if kind is complex or kind is bytes:
        return cut(str(value[:MAX_CELL_CHARACTERS] if kind is bytes else value))
    name = short_name(kind)
    if kind is datetime.date or kind is datetime.timedelta or kind is given_out("decimal", "Decimal"):
        return cut(str(value))
    if name == "Timestamp" and given_out("pandas", name) is kind:
        return str(value) if value.tzinfo is None or is_known_zone(value.tzinfo) else f"<{name}>"
    return (
        str(value)
        if name in ("Timedelta", "NaTType", "Period") and given_out("pandas", name) is kind
        else f"<{name}>"
    )


def cut(text: str) -> str:
    return text if len(text) <= MAX_CELL_CHARACTERS else text[:MAX_CELL_CHARACTERS] + "…"


def _shown(cells: list[Any]) -> str:
    return f"[{', '.join(str(cell) for cell in cells)}]"


def table_of(
    columns: list[Any], dtypes: list[str], index: list[Any], rows: list[list[Any]], shape: list[int]
) -> dict[str, Any]:
    secrets = [secrecy_of_key(column) for column in columns]
    if any(secrets):
        rows = [list(map(_shown_under, secrets, row)) for row in rows]
    return {"columns": columns, "dtypes": dtypes, "index": index, "rows": rows, "shape": shape}


def _shown_under(tier: int, value: Any) -> Any:
    """A cell of a column whose name is of this secrecy."""
    if not (tier and hides(tier, value)) or value == "NaN":
        return value
    remember(tier, value)
    return "redacted"


# --- pandas: read off its blocks, as its own methods would take longer than many a function that is recorded ----------


def data_frame(value: Any) -> Table:
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
    table = table_of(
        _labels(names)[:shown], [dtypes[n] for n in range(shown)], _labels(labels), rows, [height, width]
    )
    return f"DataFrame ({counted(height, 'row')} × {counted(width, 'column')})", height, table


def series(value: Any) -> Table:
    manager = vars(value)["_mgr"]
    values, (labels,) = manager.blocks[0].values, manager.axes
    length, dtype = _length(labels), str(values.dtype)
    name = as_cell(vars(value).get("_name"))
    table = table_of([name], [dtype], _labels(labels), [[cell] for cell in _extension(values)], [length, 1])
    return f"Series {'' if name is None else f'{name} '}({counted(length, 'entry')}, {dtype})", length, table


def index(value: Any) -> Table:
    length = _length(value)
    more = ", …" if length > MAX_ROWS else ""
    return f"{type(value).__name__}({_shown(_labels(value))[:-1]}{more}])", length, None


def extension_array(value: Any) -> Table:
    length, name = _rows(value), type(value).__name__
    cells = _extension(value)[: min(length, MAX_ROWS)]
    more = ", …" if length > MAX_ROWS else ""
    return f"{name}({_shown(cells)[:-1]}{more}])", length, None


def _length(index: Any) -> int:
    inside = vars(index)
    if "_range" in inside:
        return len(inside["_range"])
    if "_codes" in inside:  # a MultiIndex
        return len(inside["_codes"][0])
    return _rows(inside["_data"])


_KEPT_IN = ("_pa_array", "_ndarray", "_data", "_left")


def _rows(values: Any) -> int:
    """How many cells an array of pandas' has, whose length is that of what it keeps them in."""
    inside = next((getattr(values, name) for name in _KEPT_IN if hasattr(values, name)), values)
    return _length(inside) if "_data" in getattr(inside, "__dict__", {}) else len(inside)


def _labels(index: Any) -> list[Any]:
    inside = vars(index)
    if "_range" in inside:
        return [as_cell(item) for item in islice(inside["_range"], MAX_ROWS)]
    if "_codes" in inside:
        levels = [_every_label(level) for level in inside["_levels"]]
        codes: Iterable[Any] = zip(*(codes[:MAX_ROWS].tolist() for codes in inside["_codes"]), strict=True)
        return [
            cut(", ".join(str(level[at]) for level, at in zip(levels, place, strict=True))) for place in codes
        ]
    return _extension(inside["_data"])


def _every_label(index: Any) -> Any:
    inside = vars(index)
    values = inside.get("_range", inside.get("_data"))
    return getattr(values, "_ndarray", values)


def _extension(values: Any) -> list[Any]:
    """The first cells of one column, whatever array of pandas' or numpy's it is."""
    cls = type(values)
    kind = str(short_name(cls))
    if given_out(module_of(cls), kind) is not cls:  # an array of the program's own
        return _UNKNOWN
    if kind == "ndarray":
        return _cells(values)
    special = _SPECIAL.get(kind)
    if special is not None:
        try:
            return special(values)
        except Exception:  # of another version: the other columns are still shown
            return _UNKNOWN
    if kind == "Categorical":
        labels = _every_label(values._dtype._categories)
        return [None if code < 0 else as_cell(labels[code]) for code in values._ndarray[:MAX_ROWS].tolist()]
    if hasattr(values, "_mask"):
        cells = zip(_cells(values._data), values._mask[:MAX_ROWS].tolist(), strict=True)
        return [None if missing else cell for cell, missing in cells]
    if hasattr(values, "_ndarray"):
        return _cells(values._ndarray)
    return _UNKNOWN


_UNKNOWN = ["…"] * MAX_ROWS


def _moments(values: Any) -> list[Any]:
    """Dates and times: in memory they are in UTC, and the column says in which zone they are shown."""
    zone = getattr(values._dtype, "tz", None)
    if zone is None:
        return _cells(values._ndarray)
    if not is_known_zone(zone):
        return [f"{item} UTC" for item in _cells(values._ndarray)]
    stamp = given_out("pandas", "Timestamp")
    return [str(stamp(item).tz_localize("UTC").tz_convert(zone)) for item in values._ndarray[:MAX_ROWS]]


# How pandas keeps a missing date or period in memory.
_NAT = -(2**63)


def _periods(values: Any) -> list[Any]:
    period, frequency = given_out("pandas", "Period"), values._dtype.freq
    ordinals = values._ndarray[:MAX_ROWS].tolist()
    return ["NaT" if item == _NAT else str(period(ordinal=item, freq=frequency)) for item in ordinals]


def _durations(values: Any) -> list[Any]:
    duration = given_out("pandas", "Timedelta")
    return [str(duration(item)) for item in values._ndarray[:MAX_ROWS]]


def _intervals(values: Any) -> list[Any]:
    closed = values._dtype.closed
    opening, closing = "[("[closed in ("right", "neither")], "])"[closed in ("left", "neither")]
    ends = zip(_side(values._left), _side(values._right), strict=False)
    return [f"{opening}{left}, {right}{closing}" for left, right in ends]


def _side(values: Any) -> list[Any]:
    inside = getattr(values, "__dict__", {}).get("_data", values)
    return _extension(inside)


def _from_arrow(values: Any) -> list[Any]:
    return [as_cell(item) for item in values._pa_array[:MAX_ROWS].to_pylist()]


_SPECIAL: dict[str, Callable[[Any], list[Any]]] = {
    "DatetimeArray": _moments,
    "PeriodArray": _periods,
    "TimedeltaArray": _durations,
    "IntervalArray": _intervals,
    "ArrowStringArray": _from_arrow,
    "ArrowStringArrayNumpySemantics": _from_arrow,
    "ArrowExtensionArray": _from_arrow,
}


def counted(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else what + 's' if what != 'entry' else 'entries'}"


def as_text(table: dict[str, Any]) -> str:
    """A table as JSON: as texts, tables are equal only if they look the same (1, True and 1.0 do not)."""
    return json.dumps(table, separators=(",", ":"), allow_nan=False)
