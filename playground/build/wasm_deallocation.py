"""Rewrites Python's WebAssembly so that freeing a long chain of objects does not use up the browser's stack.

Freeing an object frees what only it refers to: a linked list of 5,000 nodes is 5,000 nested calls of `_Py_Dealloc`.
CPython's trashcan stops that: where little is left of the C stack, `_Py_Dealloc` sets objects aside, and a call
further out frees them. But it looks at the stack in WebAssembly's memory, of which deallocators need so little that the
browser's own stack, on which calls and local variables lie, overflows long before and ends Python. Here `_Py_Dealloc`
counts how deeply it is nested, and takes the stack for used up from `MAX_NESTED` on:

    nested += 1  block  BODY  end  nested -= 1

In BODY each `return` becomes a branch behind the block, and `margin` becomes `nested <= MAX_NESTED ? margin : 0`.
"""

from __future__ import annotations

from playground.build.wasm import (
    BLOCK,
    BR,
    CODE,
    EMPTY_TYPE,
    END,
    EXPORTS,
    FUNCTION,
    GLOBAL,
    GLOBALS,
    IF,
    IMPORTS,
    LOOP,
    RETURN,
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

DEALLOCATOR = "_Py_Dealloc"
# CPython's trashcan counted to fifty, too, before it looked at the stack.
MAX_NESTED = 50
GLOBAL_GET, GLOBAL_SET, CONSTANT = b"\x23", b"\x24", b"\x41"
ADD, SUBTRACT, AT_MOST, SELECT, SHIFT_RIGHT = b"\x6a", b"\x6b", b"\x4c", b"\x1b", b"\x75"
I32, MUTABLE = b"\x7f", b"\x01"
# How `_Py_Dealloc` works out the margin: (stack pointer - soft limit) >> 13. The constant is _PyOS_LOG2_STACK_MARGIN.
MARGIN = SUBTRACT + CONSTANT + b"\x0d" + SHIFT_RIGHT


def with_bounded_nesting(module: bytes) -> bytes:
    """The module whose `_Py_Dealloc` sets objects aside as soon as it is nested deeply."""
    parts = dict(sections(module))
    count, after_count = read_leb128(parts[GLOBALS], 0)
    imported = count_imports(parts[IMPORTS])
    nested = leb128(imported[GLOBAL] + count)
    bodies = functions(parts[CODE])
    exported = exported_functions(parts[EXPORTS])
    if DEALLOCATOR not in exported:
        raise Failure(f"pyodide.asm.wasm has changed: it no longer has {DEALLOCATOR}.")
    at = exported[DEALLOCATOR] - imported[FUNCTION]
    bodies[at] = _counting(bodies[at], nested)
    zero = I32 + MUTABLE + CONSTANT + b"\0" + bytes((END,))
    changed = {
        GLOBALS: leb128(count + 1) + parts[GLOBALS][after_count:] + zero,
        CODE: code_of(bodies),
    }
    return joined((kind, changed.get(kind, content)) for kind, content in sections(module))


def _counting(body: bytes, nested: bytes) -> bytes:
    """The body of `_Py_Dealloc`, which has no result, with its depth counted in the global variable `nested`."""
    if body.count(MARGIN) != 1:
        raise Failure(f"pyodide.asm.wasm has changed: {DEALLOCATOR} no longer looks at the stack as it did.")
    begin = first_instruction(body)
    limited = (
        MARGIN + CONSTANT + b"\0" + GLOBAL_GET + nested + CONSTANT + leb128(MAX_NESTED) + AT_MOST + SELECT
    )
    counted = body[begin:].replace(MARGIN, limited)
    return b"".join(
        (
            body[:begin],
            _added(ADD, nested),
            bytes((BLOCK, EMPTY_TYPE)),
            _with_branches_for_returns(counted),
            _added(SUBTRACT, nested),
            bytes((END,)),
        )
    )


def _added(operation: bytes, variable: bytes) -> bytes:
    return GLOBAL_GET + variable + CONSTANT + b"\x01" + operation + GLOBAL_SET + variable


def _with_branches_for_returns(code: bytes) -> bytes:
    """The instructions of a function without a result; they leave the block around them where they returned."""
    result = bytearray()
    depth = 0
    for kind, begin, after in instructions(code, 0, len(code)):
        if kind in (BLOCK, LOOP, IF):
            depth += 1
        elif kind == END:
            depth -= 1
        result += bytes((BR,)) + leb128(depth) if kind == RETURN else code[begin:after]
    return bytes(result)
