"""
Tables of polars and pyarrow as small tables of cells, by their own methods, which are written in Rust and C++. Columns
of types that a program may define itself are not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .tables import MAX_COLUMNS, MAX_ROWS, MAX_SHOWN_ELEMENTS, Table, as_cell, counted, table_of
from .zones import given_out

_UNKNOWN = ["…"] * MAX_ROWS


# --- polars


def polars_frame(value: Any) -> Table:
    height, width = value.shape
    first = value[:MAX_ROWS, :MAX_COLUMNS]
    columns = [[as_cell(item) for item in column.to_list()] for column in first.get_columns()]
    names, dtypes = first.columns, [str(dtype) for dtype in first.dtypes]
    rows = [list(row) for row in zip(*columns, strict=True)]
    table = table_of(names, dtypes, list(range(len(rows))), rows, [height, width])
    return f"DataFrame ({counted(height, 'row')} × {counted(width, 'column')})", height, table


def polars_series(value: Any) -> Table:
    length, dtype, name = len(value), str(value.dtype), value.name
    rows = [[as_cell(item)] for item in value[:MAX_ROWS].to_list()]
    table = table_of([name], [dtype], list(range(len(rows))), rows, [length, 1])
    return f"Series {f'{name} ' if name else ''}({counted(length, 'entry')}, {dtype})", length, table


def polars_lazy(value: Any) -> str:
    return "<LazyFrame, not collected>"


# --- pyarrow


def arrow_table(value: Any) -> Table:
    height, width = value.num_rows, value.num_columns
    names = value.column_names[:MAX_COLUMNS]
    types = [field.type for field in value.schema][:MAX_COLUMNS]
    columns = [_arrow_cells(value.column(at), types[at]) for at in range(len(names))]
    count = min(height, MAX_ROWS)
    rows = [[column[row] for column in columns] for row in range(count)]
    table = table_of(names, [_type(kind) for kind in types], list(range(count)), rows, [height, width])
    return f"{type(value).__name__} ({counted(height, 'row')} × {counted(width, 'column')})", height, table


def arrow_array(value: Any) -> Table:
    length, dtype = len(value), _type(value.type)
    cells = _arrow_cells(value, value.type)[: min(length, MAX_ROWS)]
    table = table_of(["value"], [dtype], list(range(len(cells))), [[cell] for cell in cells], [length, 1])
    if length <= MAX_SHOWN_ELEMENTS:
        return f"{type(value).__name__}([{', '.join(map(str, cells))}])", length, table
    return f"{type(value).__name__} ({counted(length, 'entry')}, {dtype})", length, table


def arrow_scalar(value: Any) -> str:
    return f"{type(value).__name__}({as_cell(value.as_py())!r})"


def _is_extension(kind: Any) -> bool:
    base = given_out("pyarrow.lib", "BaseExtensionType")
    return base is None or issubclass(type(kind), base)


def _type(kind: Any) -> str:
    return "extension" if _is_extension(kind) else str(kind)


def _arrow_cells(values: Any, kind: Any) -> list[Any]:
    # Lists and structs may hold types of the program's own further in.
    if _is_extension(kind) or getattr(kind, "num_fields", None):
        return _UNKNOWN
    return [as_cell(item) for item in values[:MAX_ROWS].to_pylist()]


_ARRAYS = (
    "Boolean Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float Double HalfFloat String LargeString StringView "
    "Binary LargeBinary Date32 Date64 Time32 Time64 Timestamp Duration Decimal128 Decimal256 Dictionary Null "
    "List LargeList FixedSizeList Struct Map"
)  # fmt: skip
# Single values of these may hold what a program defined.
_OPEN = ("Dictionary", "List", "LargeList", "FixedSizeList", "Struct", "Map")
ARROW: dict[str, Callable[[Any], str | Table]] = {
    "Table": arrow_table,
    "RecordBatch": arrow_table,
    "ChunkedArray": arrow_array,
    **{f"{name}Array": arrow_array for name in _ARRAYS.split()},
    **{f"{name}Scalar": arrow_scalar for name in _ARRAYS.split() if name not in _OPEN},
}
POLARS: dict[str, Callable[[Any], str | Table]] = {
    "DataFrame": polars_frame,
    "Series": polars_series,
    "LazyFrame": polars_lazy,
}
