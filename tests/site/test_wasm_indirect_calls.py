"""Python's WebAssembly as it is rewritten for V8: calls go another way, and still to where they went."""

import json
import subprocess

import pytest

from playground.build import wasm
from playground.build.runtime import PYODIDE, REDIRECTED
from playground.build.wasm_indirect_calls import redirect_indirect_calls
from playground.project import Failure

# pick(which, a, b) calls add or subtract, which are in the table with negate(a); log comes from outside. `other` is the
# same as pick. All in WebAssembly's binary format: https://webassembly.github.io/spec/core/binary/
TYPES = (
    b"\x04"
    + b"\x60\x02\x7f\x7f\x01\x7f"
    + b"\x60\x01\x7f\x01\x7f"
    + b"\x60\x03\x7f\x7f\x7f\x01\x7f"
    + b"\x60\x01\x7f\x00"
)
IMPORTS = (
    b"\x03" + b"\x01o\x05table\x01\x70\x00\x03" + b"\x01o\x03log\x00\x03" + b"\x01o\x06memory\x02\x00\x01"
)
FUNCTIONS = b"\x05" + b"\x00\x00\x01\x02\x02"
EXPORTS = b"\x02" + b"\x04pick\x00\x04" + b"\x05other\x00\x05"
ELEMENTS = b"\x01\x00\x41\x00\x0b\x03\x01\x02\x03"
ADD = b"\x00\x20\x00\x20\x01\x6a\x0b"
SUBTRACT = b"\x00\x20\x00\x20\x01\x6b\x0b"
NEGATE = b"\x00\x41\x00\x20\x00\x6b\x0b"
CALL_INDIRECT = b"\x11\x00\x00"
NEGATED = b"\x41\x02\x11\x01\x00"
# The result is logged, and what is given back is its opposite.
PICK = (
    b"\x01\x01\x7f\x20\x01\x20\x02\x20\x00" + CALL_INDIRECT + b"\x22\x03\x10\x00\x20\x03" + NEGATED + b"\x0b"
)
RUN = """
const table = new WebAssembly.Table({ element: "anyfunc", initial: 3 });
const memory = new WebAssembly.Memory({ initial: 1 });
const said = [];
const code = new WebAssembly.Module(require("fs").readFileSync(process.argv[1]));
const { exports } = new WebAssembly.Instance(code, { o: { table, memory, log: (value) => said.push(value) } });
const { pick, other } = exports;
console.log(JSON.stringify([said, [pick(0, 7, 2), pick(1, 7, 2), other(0, 7, 2)], Object.keys(exports)]));
"""


def module() -> bytes:
    bodies = [ADD, SUBTRACT, NEGATE, PICK, PICK]
    return wasm.joined(
        [(1, TYPES), (2, IMPORTS), (3, FUNCTIONS), (7, EXPORTS), (9, ELEMENTS), (10, wasm.code_of(bodies))]
    )


def test_calls_go_another_way_to_where_they_went(node, tmp_path):
    after = redirect_indirect_calls(module(), ["pick"])
    path = tmp_path / "after.wasm"
    path.write_bytes(after)
    run = subprocess.run([node, "-e", RUN, str(path)], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [[9, 5, 9], [-9, -5, -9], ["pick", "other"]]
    *_, pick, other, first, second = wasm.functions(dict(wasm.sections(after))[wasm.CODE])
    assert CALL_INDIRECT not in pick
    assert other == PICK
    assert CALL_INDIRECT in first
    assert len(first) > 500 < len(second)


def test_a_function_that_is_gone_stops_the_build():
    with pytest.raises(Failure, match="no longer has drop"):
        redirect_indirect_calls(module(), ["drop"])


def test_python_is_still_webassembly(node, tmp_path):
    path = tmp_path / "python.wasm"
    path.write_bytes(redirect_indirect_calls((PYODIDE / "pyodide.asm.wasm").read_bytes(), REDIRECTED))
    script = "console.log(WebAssembly.validate(require('fs').readFileSync(process.argv[1])))"
    run = subprocess.run([node, "-e", script, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout == "true\n"
