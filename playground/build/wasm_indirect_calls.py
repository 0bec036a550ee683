"""Rewrites Python's WebAssembly so that V8 does not guess what the interpreter calls. The code computes the same.

Where an indirect call has had one target so far, V8 inlines that target into the caller. When another target turns up,
it discards the optimised caller and optimises it anew. The largest such caller is CPython's interpreter loop, whose
calls lead wherever the program goes: `import pandas` alone had it optimised seven times. Here these calls go through
trampolines, one function for each type of call, which are too large to be inlined.
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.build.wasm import (
    CODE,
    EXPORTS,
    FUNCTION,
    FUNCTIONS,
    IMPORTS,
    TYPES,
    code_of,
    count_imports,
    exported_functions,
    first_instruction,
    functions,
    instructions,
    joined,
    leb128,
    read_leb128,
    sections,
)
from playground.project import Failure

CALL, CALL_INDIRECT, GET, RETURN, NOP, END = b"\x10", 0x11, b"\x20", b"\x0f", b"\x01", b"\x0b"
FUNCTION_TYPE, I32 = 0x60, b"\x7f"
# V8 does not inline a function of more than 500 bytes. These bytes come behind its return.
TOO_LARGE_TO_INLINE = 520 * NOP


def redirect_indirect_calls(module: bytes, names: Iterable[str]) -> bytes:
    """The module in which the functions exported by these names make their indirect calls through trampolines."""
    parts = dict(sections(module))
    types = _function_types(parts[TYPES])
    imported = count_imports(parts[IMPORTS])[FUNCTION]
    count, after_count = read_leb128(parts[FUNCTIONS], 0)
    exported = exported_functions(parts[EXPORTS])
    bodies = functions(parts[CODE])
    trampolines: dict[tuple[int, int], int] = {}  # the number of each trampoline, by type and table
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
            called, place = read_leb128(body, begin + 1)
            table, _ = read_leb128(body, place)
            trampoline = trampolines.setdefault((called, table), imported + count + len(trampolines))
            result += body[copied:begin] + CALL + leb128(trampoline)
            copied = after
        bodies[at] = bytes(result + body[copied:])
    new_types = bytearray()
    new_functions = bytearray()
    for position, (called, table) in enumerate(trampolines):
        parameters, results = types[called]
        new_types += bytes((FUNCTION_TYPE,)) + leb128(len(parameters) + 1) + parameters + I32 + results
        new_functions += leb128(len(types) + position)
        passed = b"".join(GET + leb128(index) for index in range(len(parameters) + 1))
        call = bytes((CALL_INDIRECT,)) + leb128(called) + leb128(table)
        bodies.append(b"\0" + passed + call + RETURN + TOO_LARGE_TO_INLINE + b"\0" + END)
    _, first_type = read_leb128(parts[TYPES], 0)
    changed = {
        TYPES: leb128(len(types) + len(trampolines)) + parts[TYPES][first_type:] + new_types,
        FUNCTIONS: leb128(count + len(trampolines)) + parts[FUNCTIONS][after_count:] + new_functions,
        CODE: code_of(bodies),
    }
    return joined((kind, changed.get(kind, content)) for kind, content in sections(module))


def _function_types(section: bytes) -> list[tuple[bytes, bytes]]:
    """For each type its parameters, one byte each, and its results with their number before them."""
    count, at = read_leb128(section, 0)
    types = []
    for _ in range(count):
        if section[at] != FUNCTION_TYPE:
            raise Failure("pyodide.asm.wasm has changed: it has other types than those of functions.")
        size, begin = read_leb128(section, at + 1)
        end = begin + size
        size, at = read_leb128(section, end)
        at += size
        types.append((section[begin:end], section[end:at]))
    return types
