"""
How types of well-known modules are frozen: dates, numbers, paths, and tables of the libraries for data (tables.py,
arrow_tables.py). This is for exactly these types, whose C code (or plain data) is safe to touch. Nothing here imports
their modules: a program that has not imported one has no values of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import arrow_tables, tables
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import module_of, short_name
from .named import name_of_type
from .tables import Table, as_cell
from .zones import given_out, is_known_zone

# Gives the text of a value, or its text, length and table.
Reader = Callable[[Any], str | Table]


def reader(cls: type, name: str) -> Reader | None:
    """How to read an instance of exactly `cls`, whose full name is `name`; None: it is not known here."""
    found = _READERS.get(name)
    if found is None and name.startswith("numpy.") and tables.is_numpy_scalar(cls):
        found = tables.numpy_scalar
    module, _, short = name.partition(".")
    short = short.rpartition(".")[2]
    if found is None and module in _LIBRARIES:
        found = _LIBRARIES[module].get(short)
    # Any class can have such a name; only the class that the module itself has under this name is meant.
    if found is None or (given_out(module, short) is not cls and given_out(module_of(cls), short) is not cls):
        return None
    return found


# --- the standard library ------------------------------------------------------------------------------------------


def _datetime(value: Any) -> str:
    # A time zone may be of a class of the program, and asking for its offset would run the program's code.
    zone = value.tzinfo
    if zone is None or is_known_zone(zone):
        return str(value)
    return f"{value.replace(tzinfo=None)} ({short_name(type(zone))})"


def _timezone(value: Any) -> str:
    name = value.tzname(None)
    return f"timezone({name})" if type(name) is str else "timezone(…)"


def _path(value: Any) -> str:
    return f"{type(value).__name__}({str(value)!r})"


def _fraction(value: Any) -> str:
    parts = (value._numerator, value._denominator)
    return f"Fraction({', '.join(str(part) if type(part) is int else '…' for part in parts)})"


def _uuid(value: Any) -> str:
    if type(value.int) is not int:
        return "UUID(…)"
    digits = f"{value.int:032x}"
    return f"UUID('{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}')"


def _address(value: Any) -> str:
    return f"{short_name(type(value))}('{value}')"


# --- single values of pandas


def _with_zone(value: Any) -> str:
    return (
        repr(value)
        if value.tzinfo is None or is_known_zone(value.tzinfo)
        else f"Timestamp({_datetime(value)!r})"
    )


def _interval(value: Any) -> str:
    opening = "[" if value.closed in ("left", "both") else "("
    closing = "]" if value.closed in ("right", "both") else ")"
    return f"Interval{opening}{as_cell(value.left)}, {as_cell(value.right)}{closing}"


def _missing(value: Any) -> str:
    return "<NA>"


_PATHS = ("PurePosixPath", "PureWindowsPath", "PosixPath", "WindowsPath")
_ADDRESSES = ("IPv4Address", "IPv6Address", "IPv4Network", "IPv6Network", "IPv4Interface", "IPv6Interface")
_ALIASES = (
    "_GenericAlias",
    "_UnionGenericAlias",
    "_CallableGenericAlias",
    "_SpecialForm",
    "TypeVar",
    "ParamSpec",
)
_READERS: dict[str, Reader] = {
    "datetime.date": str,
    "datetime.datetime": _datetime,
    "datetime.time": _datetime,
    "datetime.timedelta": str,
    "datetime.timezone": _timezone,
    "decimal.Decimal": repr,
    "fractions.Fraction": _fraction,
    "uuid.UUID": _uuid,
    **{f"pathlib.{name}": _path for name in _PATHS},
    **{f"pathlib._local.{name}": _path for name in _PATHS},
    **{f"ipaddress.{name}": _address for name in _ADDRESSES},
    **{f"typing.{name}": name_of_type for name in _ALIASES},
    "numpy.ndarray": tables.numpy_array,
}
_INDEXES = (
    "Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "CategoricalIndex", "PeriodIndex", "IntervalIndex",
    "TimedeltaIndex",
)  # fmt: skip
_PANDAS_ARRAYS = (
    "Categorical", "IntegerArray", "FloatingArray", "BooleanArray", "StringArray", "ArrowStringArray", "DatetimeArray",
    "TimedeltaArray", "PeriodArray", "IntervalArray", "NumpyExtensionArray",
)  # fmt: skip
_PANDAS: dict[str, Reader] = {
    "DataFrame": tables.data_frame,
    "Series": tables.series,
    **dict.fromkeys(_INDEXES, tables.index),
    **dict.fromkeys(_PANDAS_ARRAYS, tables.extension_array),
    "Timestamp": _with_zone,
    "Timedelta": repr,
    "NaTType": str,
    "NAType": _missing,
    "Period": repr,
    "Interval": _interval,
}
_LIBRARIES: Mapping[str, Mapping[str, Reader]] = {
    "pandas": _PANDAS,
    "polars": arrow_tables.POLARS,
    "pyarrow": arrow_tables.ARROW,
}
