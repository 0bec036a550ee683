"""Rows as a table for people, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from typing import Any

FORMATS = ("table", "json", "csv")


def written(form: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    if form == "json":
        # Several columns may have one name: an argument may be called `result`.
        names = _distinct(columns)
        return json.dumps(
            [dict(zip(names, map(_plain, row), strict=True)) for row in rows], ensure_ascii=False, indent=1
        )
    if form == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_distinct(columns))
        writer.writerows(rows)
        return text.getvalue().removesuffix("\n")
    return "\n".join(_aligned([list(columns), *([_shown(cell) for cell in row] for row in rows)]))


def _distinct(columns: Sequence[str]) -> list[str]:
    return [name if name not in columns[:place] else f"{name} (call)" for place, name in enumerate(columns)]


def _plain(cell: Any) -> Any:
    """What JSON has a form for."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell if cell is None or isinstance(cell, (bool, int, float, str)) else str(cell)


def _shown(cell: Any) -> str:
    return f"{cell:,}" if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell)


def _aligned(table: list[list[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
