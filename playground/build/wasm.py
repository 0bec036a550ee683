"""Rewrites WebAssembly so that V8 does not optimise a function that runs only once. The code computes the same.

Extension modules made by Cython set themselves up in one function of up to 220 kB. Compilers leave it in this order:

    loop  HEAD  if  REST  end  TAIL  br_if 0  end  POST

This is a short loop over the module's texts, and inside of it is all that follows the loop: REST, which is left once
and never comes back. V8 weighs each jump back to the loop's beginning by its length in bytes, so a few of these jumps
look like much work. It then optimises the whole function, for up to half a second, though it will never run again.
Here REST is moved behind the loop:

    block  block  loop  HEAD  br_if 1  TAIL  br_if 0  end  br 1  end  REST  end  POST
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

MAGIC = b"\0asm\1\0\0\0"
# The kinds of a module's sections.
TYPES, IMPORTS, FUNCTIONS, GLOBALS, EXPORTS, CODE = 1, 2, 3, 6, 7, 10
# The kinds of what a module imports and exports.
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)
BLOCK, LOOP, IF, ELSE, END = 0x02, 0x03, 0x04, 0x05, 0x0B
BR, BR_IF, BR_TABLE, RETURN, UNREACHABLE = 0x0C, 0x0D, 0x0E, 0x0F, 0x00
ENDINGS = (BR, BR_TABLE, RETURN, UNREACHABLE)
EMPTY_TYPE = 0x40  # the type of a block without parameters and results
# Smaller functions are optimised quickly anyway.
MIN_LARGE_BODY_BYTES = 4_000

# What follows the first byte of an instruction: so many LEB128 numbers, or so many bytes.
LEB128_OPERANDS = {
    **dict.fromkeys((BLOCK, LOOP, IF, BR, BR_IF, 0x10, 0x12, 0x14, 0x15, 0x41, 0x42, 0xD0, 0xD2), 1),
    **dict.fromkeys(range(0x20, 0x27), 1),
    **dict.fromkeys((0x11, 0x13), 2),
    **dict.fromkeys(range(0x28, 0x3F), 2),
}
OPERAND_BYTES = {0x3F: 1, 0x40: 1, 0x43: 4, 0x44: 8}
# The same by the second byte of an instruction that begins with 0xFC: operations on memory and tables in bulk.
BULK_LEB128_OPERANDS = {8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1}
# Exceptions, vectors and other instructions that are not known here. A function with one of them stays as it is.
UNKNOWN_OPCODES = {*range(0x06, 0x0B), 0x18, 0x19, 0x1C, 0x1F, 0xFB, 0xFD, 0xFE}


class UnknownInstruction(Exception):
    """The function has an instruction that is not known here."""


def read_leb128(code: bytes, at: int) -> tuple[int, int]:
    """Reads an unsigned LEB128 number. Returns it and the position behind it."""
    value = shift = 0
    while True:
        byte = code[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def leb128(value: int) -> bytes:
    """The bytes of an unsigned LEB128 number."""
    result = bytearray()
    while value >= 0x80:
        result.append(value & 0x7F | 0x80)
        value >>= 7
    result.append(value)
    return bytes(result)


def instructions(code: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """For each instruction its first byte, its position and the position behind it."""
    while at < end:
        begin, kind = at, code[at]
        at += 1
        count = LEB128_OPERANDS.get(kind, 0)
        if kind in OPERAND_BYTES:
            at += OPERAND_BYTES[kind]
        elif kind == BR_TABLE:
            count, at = read_leb128(code, at)
            count += 1
        elif kind == 0xFC:
            bulk, at = read_leb128(code, at)
            count = BULK_LEB128_OPERANDS.get(bulk, 0)
        elif kind in UNKNOWN_OPCODES:
            raise UnknownInstruction(hex(kind))
        for _ in range(count):
            while code[at] >= 0x80:
                at += 1
            at += 1
        yield kind, begin, at


def branch_labels(code: bytes, kind: int, begin: int) -> list[int]:
    """The labels that an instruction may branch to: each says how many blocks further out its target is."""
    if kind == BR_TABLE:
        count, at = read_leb128(code, begin + 1)
        found = []
        for _ in range(count + 1):
            label, at = read_leb128(code, at)
            found.append(label)
        return found
    return [read_leb128(code, begin + 1)[0]] if kind in (BR, BR_IF) else []


def with_shifted_labels(code: bytes, begin: int, end: int, enclosing: int, shift: int) -> bytes:
    """A part of a function, where branches to targets outside the nearest `enclosing` blocks around it are shifted.

    Their targets are `shift` blocks further out than before; with a negative `shift` they are nearer.
    """
    result = bytearray()
    copied, depth = begin, 0
    for kind, at, after in instructions(code, begin, end):
        if kind in (BLOCK, LOOP, IF):
            depth += 1
        elif kind == END:
            depth -= 1
        labels = branch_labels(code, kind, at)
        if any(label >= depth + enclosing for label in labels):
            result += code[copied : at + 1]
            if kind == BR_TABLE:
                result += leb128(len(labels) - 1)
            for label in labels:
                result += leb128(label + shift if label >= depth + enclosing else label)
            copied = after
    return bytes(result + code[copied:end])


def candidates(code: bytes, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Loops in the order described above: the positions of the loop, of its `if`, and of the ends of `if` and loop."""
    # For each open block its kind, its position, and whether it has neither parameters nor results (nor an `else`).
    blocks: list[tuple[int, int, bool]] = []
    # By the position of a loop, the beginning and end of the first large `if` right inside it that never comes back.
    exits: dict[int, tuple[int, int]] = {}
    before = 0
    for kind, begin, _ in instructions(code, at, len(code)):
        if kind in (BLOCK, LOOP, IF):
            blocks.append((kind, begin, code[begin + 1] == EMPTY_TYPE))
        elif kind == ELSE:
            blocks[-1] = (ELSE, blocks[-1][1], False)
        elif kind == END and len(blocks) > 1:
            block, opened, plain = blocks.pop()
            around, loop, _ = blocks[-1]
            if block == LOOP and plain and opened in exits:
                yield opened, *exits[opened], begin
            elif (
                block == IF
                and plain
                and around == LOOP
                and before in ENDINGS
                and begin - opened > MIN_LARGE_BODY_BYTES
            ):
                exits.setdefault(loop, (opened, begin))
        before = kind


def with_rest_moved(code: bytes, loop: int, opened: int, closed: int, end: int) -> bytes | None:
    """The function with REST moved behind the loop; None where REST branches to the loop or to the end of its `if`."""
    depth = 0
    for kind, begin, _ in instructions(code, opened + 2, closed):
        if kind in (BLOCK, LOOP, IF):
            depth += 1
        elif kind == END:
            depth -= 1
        if any(depth <= label <= depth + 1 for label in branch_labels(code, kind, begin)):
            return None
    plain_block, plain_loop = bytes((BLOCK, EMPTY_TYPE)), bytes((LOOP, EMPTY_TYPE))
    return b"".join(
        (
            code[:loop],
            plain_block + plain_block + plain_loop,
            with_shifted_labels(code, loop + 2, opened, 1, 2),
            bytes((BR_IF, 1)),
            with_shifted_labels(code, closed + 1, end, 1, 2),
            bytes((END, BR, 1, END)),
            with_shifted_labels(code, opened + 2, closed, 2, -1),
            code[end:],
        )
    )


def rewritten(body: bytes) -> bytes:
    """A function's body in which REST is behind its loop, wherever there is a loop as described above."""
    at = first_instruction(body)
    try:
        while True:
            found = (with_rest_moved(body, *candidate) for candidate in candidates(body, at))
            better = next((one for one in found if one is not None), None)
            if better is None:
                return body
            body = better
    except UnknownInstruction:
        return body


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and the content of each section of a module."""
    at = len(MAGIC)
    while at < len(module):
        size, begin = read_leb128(module, at + 1)
        yield module[at], module[begin : begin + size]
        at = begin + size


def joined(parts: Iterable[tuple[int, bytes]]) -> bytes:
    """The module of these sections."""
    return MAGIC + b"".join(bytes((kind,)) + leb128(len(content)) + content for kind, content in parts)


def functions(code: bytes) -> list[bytes]:
    """The bodies of the functions in a code section."""
    count, at = read_leb128(code, 0)
    bodies = []
    for _ in range(count):
        size, begin = read_leb128(code, at)
        at = begin + size
        bodies.append(code[begin:at])
    return bodies


def code_of(bodies: list[bytes]) -> bytes:
    """The code section with these bodies."""
    return leb128(len(bodies)) + b"".join(leb128(len(body)) + body for body in bodies)


def count_imports(section: bytes) -> Counter[int]:
    """How many functions, globals and so on a module imports. They have the first numbers; the module's own follow."""
    count, at = read_leb128(section, 0)
    found: Counter[int] = Counter()
    for _ in range(count):
        for _ in range(2):
            size, at = read_leb128(section, at)
            at += size
        kind = section[at]
        at += 1
        found[kind] += 1
        if kind == FUNCTION:
            _, at = read_leb128(section, at)
        elif kind == GLOBAL:  # its type, and whether it is mutable
            at += 2
        else:  # a table (with its type) or a memory, each with its limits, or the tag of an exception
            at += kind == TABLE
            limits, at = read_leb128(section, at)
            _, at = read_leb128(section, at)
            if kind != TAG and limits & 1:
                _, at = read_leb128(section, at)
    return found


def exported_functions(section: bytes) -> dict[str, int]:
    """The number of each exported function, by its name."""
    count, at = read_leb128(section, 0)
    found = {}
    for _ in range(count):
        size, begin = read_leb128(section, at)
        name = section[begin : begin + size].decode()
        kind = section[begin + size]
        index, at = read_leb128(section, begin + size + 1)
        if kind == FUNCTION:
            found[name] = index
    return found


def first_instruction(body: bytes) -> int:
    """The position behind the declarations of a function's local variables."""
    groups, at = read_leb128(body, 0)
    for _ in range(groups):
        at = read_leb128(body, at)[1] + 1
    return at


def for_v8(module: bytes) -> bytes:
    """The module with its large functions rewritten."""

    def rewritten_section(code: bytes) -> bytes:
        return code_of(
            [rewritten(body) if len(body) > MIN_LARGE_BODY_BYTES else body for body in functions(code)]
        )

    return joined(
        (kind, rewritten_section(content) if kind == CODE else content) for kind, content in sections(module)
    )
