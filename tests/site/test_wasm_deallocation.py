"""Python's WebAssembly as it is rewritten to free long chains: what is nested too deeply is set aside."""

import json
import subprocess

import pytest

from playground.build import wasm
from playground.build.runtime import PYODIDE
from playground.build.wasm_deallocation import MARGIN, MAX_NESTED, with_bounded_nesting
from playground.project import Failure

# _Py_Dealloc(n) frees n, and n - 1 inside of it, and so on; where the margin is below two it logs n and returns. The
# stack pointer is the first global variable, five margins above zero.
TYPES = b"\x01\x60\x01\x7f\x00"
IMPORTS = b"\x01\x01o\x03log\x00\x00"
FUNCTIONS = b"\x01\x00"
GLOBALS = b"\x01\x7f\x01\x41" + b"\x80\xc0\x02" + b"\x0b"
NAME = b"_Py_Dealloc"
BODY = b"".join(
    (
        b"\x00\x02\x40",
        b"\x23\x00\x41\x00" + MARGIN + b"\x41\x01\x4a\x0d\x00",  # margin > 1: go on behind the block
        b"\x20\x00\x10\x00\x0f\x0b",
        b"\x20\x00\x04\x40\x20\x00\x41\x01\x6b\x10\x01\x0b\x0b",
    )
)
RUN = """
const said = [];
const code = new WebAssembly.Module(require("fs").readFileSync(process.argv[1]));
const { exports } = new WebAssembly.Instance(code, { o: { log: (value) => said.push(value) } });
for (const n of [10, 1000, 1000, 49, 50, 51, 1000]) exports._Py_Dealloc(n);
console.log(JSON.stringify(said));
"""


def module(name: bytes = NAME, body: bytes = BODY) -> bytes:
    exports = b"\x01" + wasm.leb128(len(name)) + name + b"\x00\x01"
    return wasm.joined(
        [(1, TYPES), (2, IMPORTS), (3, FUNCTIONS), (6, GLOBALS), (7, exports), (10, wasm.code_of([body]))]
    )


def test_what_is_nested_too_deeply_is_set_aside_and_the_count_goes_back(node, tmp_path):
    path = tmp_path / "after.wasm"
    path.write_bytes(with_bounded_nesting(module()))
    run = subprocess.run([node, "-e", RUN, str(path)], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [1000 - MAX_NESTED, 1000 - MAX_NESTED, 0, 1, 1000 - MAX_NESTED]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (module(name=b"PyDealloc"), "no longer has _Py_Dealloc"),
        (module(body=BODY.replace(MARGIN, MARGIN + b"\x01" + MARGIN)), "no longer looks at the stack"),
        (module(body=BODY.replace(MARGIN, b"\x6b")), "no longer looks at the stack"),
    ],
    ids=["it is gone", "it looks twice", "it never looks"],
)
def test_a_deallocator_that_has_changed_stops_the_build(changed, said):
    with pytest.raises(Failure, match=said):
        with_bounded_nesting(changed)


def test_python_is_still_webassembly(node, tmp_path):
    path = tmp_path / "python.wasm"
    path.write_bytes(with_bounded_nesting((PYODIDE / "pyodide.asm.wasm").read_bytes()))
    script = "console.log(WebAssembly.validate(require('fs').readFileSync(process.argv[1])))"
    run = subprocess.run([node, "-e", script, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout == "true\n"
