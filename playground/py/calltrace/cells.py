"""
Cells of a notebook in a trace: `In[5]`, as the notebook names them, and not the files that stand for them in Jupyter.
IPython is asked only where the program has imported it.
"""

from __future__ import annotations

import sys
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .quietly import suppress


def name_cells(trace: dict[str, Any], own: tuple[str, int] | None = None) -> None:
    """Changes the trace. `own`: the text that a magic has run as a cell, and the number that stands beside it."""
    numbers = _numbers()
    if not numbers:
        return
    names: dict[str, str] = {}
    for function in trace["functions"]:
        file = function["file"]
        if file not in names:
            names[file] = _name(file, numbers)
            if own is not None and trace["sources"].get(file, "").strip() == own[0].strip():
                names[file] = f"In[{own[1]}]"
        function["file"] = names[file]
    trace["sources"] = {names.get(file, file): text for file, text in trace["sources"].items()}
    program = trace["program"]
    filename = _name(program["filename"], numbers)
    trace["program"] = {**program, "filename": filename}
    if own is not None:
        trace["program"] |= {"filename": f"In[{own[1]}]", "source": own[0]}


def _numbers() -> dict[str, int]:
    """The numbers of cells, by the names of the files that stand for them."""
    numbers: dict[str, int] = {}
    module = sys.modules.get("IPython")
    with suppress(Exception):  # another IPython than those that were tried
        shell = None if module is None else module.get_ipython()
        if shell is not None:
            numbers = dict(shell.compile._filename_map)
    return numbers


def _name(file: str, numbers: dict[str, int]) -> str:
    """Any other file keeps its name. A trace names files from the program's folder: `../../tmp/ipykernel_1/2.py`."""
    inside = file.lstrip("./")
    for cell, number in numbers.items():
        if cell == file or ("ipykernel" in inside and cell.replace("\\", "/").endswith(inside)):
            return f"In[{number}]"
    return file
