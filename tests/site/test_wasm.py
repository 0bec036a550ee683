"""WebAssembly as it is rewritten for V8: it computes what it did, and what follows a loop no longer lies in it."""

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from playground.build import wasm
from playground.project import DIST

GET_N, GET_I, GET_SUM = b"\x20\x00", b"\x20\x01", b"\x20\x02"
SET_I, SET_SUM = b"\x21\x01", b"\x21\x02"
ADD, AND, GREATER, AT_LEAST = b"\x6a", b"\x71", b"\x4a", b"\x4e"
BLOCK, LOOP, IF, END = b"\x02\x40", b"\x03\x40", b"\x04\x40", b"\x0b"
MUCH = b"\x01" * (wasm.MIN_LARGE_BODY_BYTES + 1)  # nothing, many times


def constant(value: int) -> bytes:
    return b"\x41" + bytes((value,))


def br(label: int, kind: bytes = b"\x0c") -> bytes:
    return kind + bytes((label,))


def br_if(label: int) -> bytes:
    return br(label, b"\x0d")


HEAD = GET_I + GET_N + AT_LEAST
TAIL = GET_SUM + GET_I + ADD + SET_SUM
# From inside the loop's `if`: that is 0, the loop 1, the block around it 2.
REST = (
    GET_SUM + constant(40) + ADD + SET_SUM + MUCH
    + BLOCK + GET_SUM + constant(1) + AND + b"\x0e\x01\x00\x03" + END  # an odd sum is done
    + GET_SUM + constant(2) + ADD + SET_SUM
    + BLOCK + BLOCK + br(4) + END + END + b"\x00"
)  # fmt: skip
STEP = GET_SUM + constant(50) + GREATER + br_if(1) + GET_I + constant(1) + ADD + SET_I


def function(rest: bytes) -> bytes:
    """f(n) = sum; local variables i and sum."""
    around = (
        LOOP
        + HEAD
        + IF
        + rest
        + END
        + TAIL
        + STEP
        + GET_I
        + constant(20)
        + AT_LEAST
        + b"\x45"
        + br_if(0)
        + END
    )
    post = GET_SUM + constant(5) + ADD + SET_SUM
    return b"\x01\x02\x7f" + BLOCK + around + post + END + GET_SUM + END


def module(body: bytes) -> bytes:
    """One function, exported as f."""

    def section(number: int, content: bytes) -> bytes:
        return bytes((number,)) + wasm.leb128(len(content)) + content

    return b"".join(
        (
            wasm.MAGIC,
            section(1, b"\x01\x60\x01\x7f\x01\x7f"),
            section(3, b"\x01\x00"),
            section(7, b"\x01\x01f\x00\x00"),
            section(10, b"\x01" + wasm.leb128(len(body)) + body),
        )
    )


def answers(node: str, tmp_path: Path, code: bytes) -> list[int]:
    """f(-1), f(0), …; Node refuses what is not valid."""
    path = tmp_path / "f.wasm"
    path.write_bytes(code)
    script = (
        "const { f } = new WebAssembly.Instance(new WebAssembly.Module("
        "require('fs').readFileSync(process.argv[1]))).exports;"
        "console.log(JSON.stringify(Array.from({ length: 30 }, (_, i) => f(i - 1))))"
    )
    run = subprocess.run([node, "-e", script, str(path)], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def expected(n: int) -> int:
    i = total = 0
    while True:
        if i >= n:
            total += 40
            return total if total % 2 else total + 2
        total += i
        if total > 50:
            return total
        i += 1
        if i >= 20:
            return total + 5


def test_what_follows_a_loop_moves_out_of_it(node, tmp_path):
    before = module(function(REST))
    after = wasm.for_v8(before)
    assert before.index(MUCH) < before.index(TAIL)
    assert after.index(MUCH) > after.index(TAIL)
    assert answers(node, tmp_path, before) == [expected(n) for n in range(-1, 29)]
    assert answers(node, tmp_path, after) == answers(node, tmp_path, before)
    assert wasm.for_v8(after) == after


@pytest.mark.parametrize(
    "rest",
    [
        MUCH,
        REST + BLOCK + GET_N + br_if(1) + END + br(2),
        MUCH + GET_I + constant(1) + ADD + SET_I + GET_I + constant(9) + GREATER + br_if(2) + br(1),
        b"\x01" + br(2),
    ],
    ids=["comes back", "jumps back", "goes on with the loop", "small"],
)
def test_what_belongs_to_the_loop_stays(rest, node, tmp_path):
    before = module(function(rest))
    assert len(answers(node, tmp_path, before)) == 30
    assert wasm.for_v8(before) == before


def test_instructions_that_are_not_known_leave_a_function_as_it_is():
    vector = b"\xfd\x0c" + b"\x03" * 16 + b"\x1a"
    before = module(function(vector + REST))
    assert wasm.for_v8(before) == before


def test_every_extension_module_of_the_site_is_valid(node, tmp_path):
    count = 0
    for package in sorted((DIST / "runtime").glob("*/*.tar.gz")):
        with tarfile.open(package) as tar:
            for member in tar:
                if member.name.endswith(".so"):
                    count += 1
                    (tmp_path / f"{count}.so").write_bytes(tar.extractfile(member).read())
    script = (
        "for (const file of require('fs').readdirSync('.'))"
        " if (!WebAssembly.validate(require('fs').readFileSync(file))) console.log(file)"
    )
    run = subprocess.run([node, "-e", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert count > 50
    assert run.stdout == ""
