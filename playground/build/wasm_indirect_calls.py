"""Rewrites Python's WebAssembly so that V8 does not guess what the interpreter calls. What it computes stays the same.

Where an indirect call has had one target so far, V8 compiles that target into its caller; when another one turns up, it
throws the caller away and optimises it anew. CPython's loop is such a caller, the largest of all, and its calls lead
wherever the program goes: `import pandas` alone had it optimised seven times. Here these calls go by way of a function
of their own, one for each type, which is too large to be compiled into its callers.
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.build.wasm import (
    CODE,
    code_of,
    first_instruction,
    functions,
    instructions,
    joined,
    leb128,
    number,
    sections,
)
from playground.project import Failure

TYPES, IMPORTS, FUNCTIONS, EXPORTS = 1, 2, 3, 7
CALL, CALL_INDIRECT, GET, RETURN, NOP, END = b"\x10", 0x11, b"\x20", b"\x0f", b"\x01", b"\x0b"
FUNCTION_TYPE, I32 = 0x60, b"\x7f"
# V8 does not compile a function of more than 500 bytes into another; these are behind the return.
TOO_LARGE_TO_INLINE = 520 * NOP


def redirect_indirect_calls(module: bytes, names: Iterable[str]) -> bytes:
    """The module in which indirect calls of the functions that are exported by these names go another way."""
    parts = dict(sections(module))
    types = _types(parts[TYPES])
    imported = _imported(parts[IMPORTS])
    count, after_count = number(parts[FUNCTIONS], 0)
    exported = _exported(parts[EXPORTS])
    bodies = functions(parts[CODE])
    callers: dict[tuple[int, int], int] = {}  # by type and table: the function that makes the call
    for name in names:
        if name not in exported:
            raise Failure(f"pyodide.asm.wasm has changed: it no longer has {name} (see REDIRECTED).")
        at = exported[name] - imported
        body = bodies[at]
        result = bytearray()
        copied = 0
        for kind, begin, after in instructions(body, first_instruction(body), len(body)):
            if kind != CALL_INDIRECT:
                continue
            called, place = number(body, begin + 1)
            caller = callers.setdefault((called, number(body, place)[0]), imported + count + len(callers))
            result += body[copied:begin] + CALL + leb128(caller)
            copied = after
        bodies[at] = bytes(result + body[copied:])
    new_types = bytearray()
    new_functions = bytearray()
    for position, (called, table) in enumerate(callers):
        parameters, results = types[called]
        new_types += bytes((FUNCTION_TYPE,)) + leb128(len(parameters) + 1) + parameters + I32 + results
        new_functions += leb128(len(types) + position)
        passed = b"".join(GET + leb128(index) for index in range(len(parameters) + 1))
        call = bytes((CALL_INDIRECT,)) + leb128(called) + leb128(table)
        bodies.append(b"\0" + passed + call + RETURN + TOO_LARGE_TO_INLINE + b"\0" + END)
    _, first_type = number(parts[TYPES], 0)
    changed = {
        TYPES: leb128(len(types) + len(callers)) + parts[TYPES][first_type:] + new_types,
        FUNCTIONS: leb128(count + len(callers)) + parts[FUNCTIONS][after_count:] + new_functions,
        CODE: code_of(bodies),
    }
    return joined((kind, changed.get(kind, content)) for kind, content in sections(module))


def _types(section: bytes) -> list[tuple[bytes, bytes]]:
    """Each function type's parameters, a byte each, and its results with their number."""
    count, at = number(section, 0)
    types = []
    for _ in range(count):
        if section[at] != FUNCTION_TYPE:
            raise Failure("pyodide.asm.wasm has changed: it has other types than those of functions.")
        size, begin = number(section, at + 1)
        end = begin + size
        size, at = number(section, end)
        at += size
        types.append((section[begin:end], section[end:at]))
    return types


def _imported(section: bytes) -> int:
    """How many functions come from outside; they are counted first."""
    count, at = number(section, 0)
    found = 0
    for _ in range(count):
        for _ in range(2):
            size, at = number(section, at)
            at += size
        kind = section[at]
        at += 1
        if kind == 0:
            found += 1
            _, at = number(section, at)
        elif kind == 3:  # a global: its type, and whether it changes
            at += 2
        else:  # a table or a memory with limits, or an exception
            at += kind == 1
            limits, at = number(section, at)
            _, at = number(section, at)
            if kind != 4 and limits & 1:
                _, at = number(section, at)
    return found


def _exported(section: bytes) -> dict[str, int]:
    """Each exported function's number."""
    count, at = number(section, 0)
    found = {}
    for _ in range(count):
        size, begin = number(section, at)
        name = section[begin : begin + size].decode()
        kind = section[begin + size]
        index, at = number(section, begin + size + 1)
        if kind == 0:
            found[name] = index
    return found
