"""The recorder and the page have the same settings of "include"."""

import re

from calltrace.include import FLAGS
from playground.project import WEB


def test_python_and_the_page_name_the_same_settings():
    text = (WEB / "src" / "trace" / "include.ts").read_text()
    table = re.search(r"export const INCLUDE_FLAGS = \{\n(.*?)\n\} as const", text, re.DOTALL)
    assert table is not None
    # A name and its record by turns; short records stand in one line.
    names_and_records = re.split(r"^  (\w+): ", table[1], flags=re.MULTILINE)[1:]
    settings = zip(names_and_records[::2], names_and_records[1::2], strict=True)
    optional = {name: "optional: true" in record for name, record in settings}
    assert optional == {name: metadata["optional"] for name, metadata in FLAGS.items()}
