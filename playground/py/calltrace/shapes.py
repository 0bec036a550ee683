"""
What a frozen value looks like between the moment it is taken (snapshot.py) and the moment it is written down
(values.py): a scalar as it is, everything else a tuple of plain data. Only types; nothing here runs while recording.

They are plain tuples because a recording makes millions of them, and a NamedTuple takes five times as long to make.
"""

from __future__ import annotations

from types import EllipsisType
from typing import Literal, TypeAlias

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# Nobody can change these, so they stand for themselves. The ellipsis is UNKNOWN: the value was not kept.
Scalar: TypeAlias = bool | int | float | complex | str | bytes | EllipsisType | None

# --- without an inside: the first entry is a text

# A value said in a text: its type, the text, its length if it has one, whether something is cut.
TextShape: TypeAlias = tuple[Literal["text"], str, str, int | None, bool]
# A long text inside another value: its type, its beginning, its length.
LongShape: TypeAlias = tuple[Literal["long"], Literal["str", "bytes"], str | bytes, int]
# An array or a data frame: its type, a text, its length, the table as JSON if it is shown.
TableShape: TypeAlias = tuple[Literal["table"], str, str, int, str | None]
PlainShape: TypeAlias = TextShape | LongShape | TableShape

# --- with an inside: the first entry is a head, a tuple that values of one kind share

# Of a container: its type, and what stands before and behind its items in a text.
ContainerHead: TypeAlias = tuple[Literal["sequence", "mapping"], str, str, str]
# Of an object: its type in full and in short, the names of its fields, whether it has more than these.
ObjectHead: TypeAlias = tuple[Literal["object"], str, str, tuple[str, ...], bool]

# What stands inside: items in order, or keys and values in turn, or the values of fields.
Parts: TypeAlias = "tuple[Frozen, ...]"
# The types of these parts where some could be equal and yet not the same (1, True and 1.0); else empty.
Kinds: TypeAlias = tuple[type, ...]
# Two places inside a value that hold one object, such as `[0]` and `[1].row`; see aliases.py.
AliasPair: TypeAlias = tuple[str, str]

# Head, parts, their types, how many there are in truth; behind these, aliases if there are any.
ContainerShape: TypeAlias = (
    tuple[ContainerHead, Parts, Kinds, int] | tuple[ContainerHead, Parts, Kinds, int, tuple[AliasPair, ...]]
)
# Head, parts, their types; behind these, nothing and aliases if there are any.
ObjectShape: TypeAlias = (
    tuple[ObjectHead, Parts, Kinds] | tuple[ObjectHead, Parts, Kinds, None, tuple[AliasPair, ...]]
)
OpenShape: TypeAlias = ContainerShape | ObjectShape

# What a freezer gives, and what a value may be altogether.
Shape: TypeAlias = PlainShape | OpenShape
Frozen: TypeAlias = Scalar | Shape
