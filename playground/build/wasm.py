"""Rewrites WebAssembly so that V8 does not optimise what runs once. What it computes stays the same.

Extension modules made by Cython set themselves up in one function of up to 220 kB. Compilers leave it in this order:

    loop  HEAD  if  REST  end  TAIL  br_if 0  end  POST

a short loop over the module's texts, with all that follows it (REST, which never comes back) inside. V8 counts a step
back to the loop's beginning by how far it goes, so a few of them pass for much work: it puts the whole function through
its optimising compiler, for up to half a second, just when it will never run again. Here REST moves behind the loop:

    block  block  loop  HEAD  br_if 1  TAIL  br_if 0  end  br 1  end  REST  end  POST
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MAGIC = b"\0asm\1\0\0\0"
CODE = 10
BLOCK, LOOP, IF, ELSE, END = 0x02, 0x03, 0x04, 0x05, 0x0B
BR, BR_IF, BR_TABLE, RETURN, UNREACHABLE = 0x0C, 0x0D, 0x0E, 0x0F, 0x00
ENDINGS = (BR, BR_TABLE, RETURN, UNREACHABLE)
NOTHING = 0x40  # a block without parameters and results
# Smaller ones are soon compiled.
MIN_LARGE_BODY_BYTES = 4_000

# Instructions by what follows their first byte: so many LEB128 numbers, or so many bytes.
NUMBERS = {
    **dict.fromkeys((BLOCK, LOOP, IF, BR, BR_IF, 0x10, 0x12, 0x14, 0x15, 0x41, 0x42, 0xD0, 0xD2), 1),
    **dict.fromkeys(range(0x20, 0x27), 1),
    **dict.fromkeys((0x11, 0x13), 2),
    **dict.fromkeys(range(0x28, 0x3F), 2),
}
BYTES = {0x3F: 1, 0x40: 1, 0x43: 4, 0x44: 8}
# Behind 0xFC: from bytes to memory and tables.
BULK_NUMBERS = {8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1}
# Exceptions, vectors and what else is not known here; a function with one of them stays as it is.
UNKNOWN = {*range(0x06, 0x0B), 0x18, 0x19, 0x1C, 0x1F, 0xFB, 0xFD, 0xFE}


class NotKnown(Exception):
    """The function has instructions that are not known here."""


def number(code: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends."""
    value = shift = 0
    while True:
        byte = code[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def leb128(value: int) -> bytes:
    """As an unsigned LEB128 number."""
    result = bytearray()
    while value >= 0x80:
        result.append(value & 0x7F | 0x80)
        value >>= 7
    result.append(value)
    return bytes(result)


def instructions(code: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each instruction's first byte, where it begins and where the next one does."""
    while at < end:
        begin, kind = at, code[at]
        at += 1
        count = NUMBERS.get(kind, 0)
        if kind in BYTES:
            at += BYTES[kind]
        elif kind == BR_TABLE:
            count, at = number(code, at)
            count += 1
        elif kind == 0xFC:
            bulk, at = number(code, at)
            count = BULK_NUMBERS.get(bulk, 0)
        elif kind in UNKNOWN:
            raise NotKnown(hex(kind))
        for _ in range(count):
            while code[at] >= 0x80:
                at += 1
            at += 1
        yield kind, begin, at


def labels(code: bytes, kind: int, begin: int) -> list[int]:
    """How many blocks out each of the instruction's jumps leads."""
    if kind == BR_TABLE:
        count, at = number(code, begin + 1)
        found = []
        for _ in range(count + 1):
            label, at = number(code, at)
            found.append(label)
        return found
    return [number(code, begin + 1)[0]] if kind in (BR, BR_IF) else []


def relabelled(code: bytes, begin: int, end: int, around: int, change: int) -> bytes:
    """This part of a function; jumps that lead out of more than `around` blocks about it go `change` blocks further."""
    result = bytearray()
    copied, depth = begin, 0
    for kind, at, after in instructions(code, begin, end):
        if kind in (BLOCK, LOOP, IF):
            depth += 1
        elif kind == END:
            depth -= 1
        targets = labels(code, kind, at)
        if any(label >= depth + around for label in targets):
            result += code[copied : at + 1]
            if kind == BR_TABLE:
                result += leb128(len(targets) - 1)
            for label in targets:
                result += leb128(label + change if label >= depth + around else label)
            copied = after
    return bytes(result + code[copied:end])


def candidates(code: bytes, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Loops in the order described above: where the loop and its `if` begin, and where both end."""
    blocks: list[tuple[int, int, bool]] = []  # of those that are open: kind, beginning, whether it is plain
    exits: dict[int, tuple[int, int]] = {}  # by the beginning of the loop right around it
    before = 0
    for kind, begin, _ in instructions(code, at, len(code)):
        if kind in (BLOCK, LOOP, IF):
            blocks.append((kind, begin, code[begin + 1] == NOTHING))
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


def moved(code: bytes, loop: int, opened: int, closed: int, end: int) -> bytes | None:
    """The function with what is in the loop's `if` behind the loop; None where it is a part of the loop after all."""
    depth = 0
    for kind, begin, _ in instructions(code, opened + 2, closed):
        if kind in (BLOCK, LOOP, IF):
            depth += 1
        elif kind == END:
            depth -= 1
        if any(depth <= label <= depth + 1 for label in labels(code, kind, begin)):
            return None
    plain_block, plain_loop = bytes((BLOCK, NOTHING)), bytes((LOOP, NOTHING))
    return b"".join(
        (
            code[:loop],
            plain_block + plain_block + plain_loop,
            relabelled(code, loop + 2, opened, 1, 2),
            bytes((BR_IF, 1)),
            relabelled(code, closed + 1, end, 1, 2),
            bytes((END, BR, 1, END)),
            relabelled(code, opened + 2, closed, 2, -1),
            code[end:],
        )
    )


def straightened(body: bytes) -> bytes:
    """A function's body with REST behind the loop, wherever it stood as described above."""
    at = first_instruction(body)
    try:
        while True:
            found = (moved(body, *candidate) for candidate in candidates(body, at))
            better = next((one for one in found if one is not None), None)
            if better is None:
                return body
            body = better
    except NotKnown:
        return body


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and the content of each."""
    at = len(MAGIC)
    while at < len(module):
        size, begin = number(module, at + 1)
        yield module[at], module[begin : begin + size]
        at = begin + size


def joined(parts: Iterable[tuple[int, bytes]]) -> bytes:
    """The module of these sections."""
    return MAGIC + b"".join(bytes((kind,)) + leb128(len(content)) + content for kind, content in parts)


def functions(code: bytes) -> list[bytes]:
    """The bodies in the section of code."""
    count, at = number(code, 0)
    bodies = []
    for _ in range(count):
        size, begin = number(code, at)
        at = begin + size
        bodies.append(code[begin:at])
    return bodies


def code_of(bodies: list[bytes]) -> bytes:
    """The section of code with these bodies."""
    return leb128(len(bodies)) + b"".join(leb128(len(body)) + body for body in bodies)


def first_instruction(body: bytes) -> int:
    """Behind the function's local variables."""
    groups, at = number(body, 0)
    for _ in range(groups):
        at = number(body, at)[1] + 1
    return at


def for_v8(module: bytes) -> bytes:
    """The module with its large functions straightened."""

    def straight(code: bytes) -> bytes:
        return code_of(
            [straightened(body) if len(body) > MIN_LARGE_BODY_BYTES else body for body in functions(code)]
        )

    return joined(
        (kind, straight(content) if kind == CODE else content) for kind, content in sections(module)
    )
