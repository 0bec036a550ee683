"""
The columns of a chunk are the same thirteen for the recorder, which writes them, and for the page, which reads them.
Those of a trace file, which are made of them, are the ones that its page in docs/ names.
"""

import dataclasses
import re
from array import array

from calltrace.chunk import CHUNK_COLUMNS, Chunk
from calltrace.validate import COLUMNS, OPTIONAL_COLUMNS
from playground.project import ROOT, WEB

ARRAYS = {"Int32Array": "i", "Float64Array": "d", "Uint8Array": "B"}


def test_python_and_the_page_name_the_same_columns_in_the_same_order():
    text = (WEB / "src" / "trace" / "chunk-columns.ts").read_text()
    table = re.search(r"export const CHUNK_COLUMNS = \{\n(.*?)\n\} as const;", text, re.DOTALL)
    assert table is not None
    columns = re.findall(r"^  (\w+): (\w+),", table[1], re.MULTILINE)
    assert tuple(name for name, _ in columns) == CHUNK_COLUMNS
    assert [ARRAYS[kind] for _, kind in columns] == [column.typecode for column in Chunk(0).columns()]


def test_every_array_of_a_chunk_is_one_of_its_columns():
    chunk = Chunk(0)
    arrays = [field.name for field in dataclasses.fields(Chunk) if type(getattr(chunk, field.name)) is array]
    assert arrays == list(CHUNK_COLUMNS)


def test_the_columns_of_a_trace_file_are_those_that_are_documented():
    text = (ROOT / "docs" / "trace-format.md").read_text()
    described = re.search(r'^  "calls": \{\n(.*?)^  \},', text, re.DOTALL | re.MULTILINE)
    assert described is not None
    assert re.findall(r'^    "(\w+)":', described[1], re.MULTILINE) == [*COLUMNS, *OPTIONAL_COLUMNS]
