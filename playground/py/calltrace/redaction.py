"""
How snapshots and texts are shown without their secrets. What is secret by its name is hidden when the snapshot is taken
(`kept_under`); what only its neighbours or its form betray, when it is written down (`without_secrets`): a pair of a
name and a value, `--password x`, the password in a URL. A secret that was met under its name is remembered, and hidden
wherever it turns up later in that recording. Leaves to secrecy.py what is a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import MAX_TEXT, REDACTED, State, freeze_inside
from .secrecy import (
    ALL,
    MOST_TEXTS,
    PASSWORD_LIKE,
    PIN,
    TEXTS,
    TOKEN_LIKE,
    hides,
    hides_anything,
    looks_like_password,
    secrecy,
    secrecy_of_key,
)  # fmt: skip
from .shapes import Frozen
from .texts import cleaned_text, holds_known, is_known, is_suspicious, remembers

# A text longer than this is looked at only so far when it is remembered.
MAX_REMEMBERED_TEXT = 1000
# Passwords of several words are remembered from this length on.
MIN_PHRASE = 16
# A record of a name and a value has no more fields than this, and these are what the name is called.
MAX_RECORD = 12
_NAMES = ("name", "key", "header", "field", "option")
# A shorter text says no secret but by its name.
MIN_SAYING = 6
# In a pair of texts, behind `"password"`, these are the name of the next field and no password.
_FIELDS = frozenset(
    {"email", "username", "user", "name", "login", "id", "confirm", "confirmation", "phone", "age"}
)


def kept_under(tier: int, value: Any, depth: int, state: State) -> Frozen:
    """The frozen form of a value whose name is of this secrecy."""
    if hides(tier, value):
        remember(tier, value)
        return REDACTED
    found: Frozen = within(tier, freeze_inside(value, depth, state))
    return found


def remember(tier: int, value: Any) -> None:
    """Hides a text wherever it turns up from now on, if it is unlike all that a program says in words."""
    kind = type(value)
    if tier < PASSWORD_LIKE or not (kind is str or kind is bytes) or len(value) > MAX_REMEMBERED_TEXT:
        return
    text = value if kind is str else value.decode("latin-1")
    if looks_like_password(text) or (
        len(text) >= MIN_PHRASE and (tier == ALL or text.split(None, 1) == [text])
    ):
        remembers(text)


def within(tier: int, frozen: Frozen) -> Any:
    """What stays of a snapshot whose name is of this secrecy: the texts inside its containers are judged too."""
    if type(frozen) is not tuple:
        if not hides(tier, frozen):
            return frozen
        remember(tier, frozen)
        return REDACTED
    shape: Any = frozen  # mypy cannot tell by what a head is which shape has it
    head: Any = shape[0]
    if head == "long":
        return REDACTED if hides(tier, shape[2]) else frozen
    if head == "text":
        return _text_within(tier, shape)
    if head == "table":
        return REDACTED if tier == ALL else frozen
    if head[0] == "object":
        return REDACTED if tier == ALL else frozen
    if head[0] == "sequence" and tier == TEXTS:  # a code of colours, say
        tier = MOST_TEXTS
    inner = min(tier, PASSWORD_LIKE) if head[0] == "mapping" and tier in (MOST_TEXTS, PIN) else tier
    if head[0] == "sequence":
        return _changed(shape, [within(inner, part) for part in shape[1]])
    parts = list(shape[1])
    for at in range(1, len(parts), 2):
        parts[at] = within(inner, parts[at])
        if tier == ALL and type(parts[at - 1]) is str and looks_like_password(parts[at - 1]):
            remember(tier, parts[at - 1])
            parts[at - 1] = REDACTED
    return _changed(shape, parts)


def _text_within(tier: int, shape: Any) -> Any:
    """The same for a value that is said in a text: `Name('hunter2')` of a subclass of str, `<function f>`."""
    text: str = shape[2]
    if shape is REDACTED or text.startswith("<"):
        return shape
    quote = next((sign for sign in text if sign in "'\""), None)
    if quote is None:
        return REDACTED if tier == ALL else shape
    said = text[text.index(quote) + 1 : text.rindex(quote)]
    return REDACTED if tier == ALL or hides(tier, said) else shape


def _changed(shape: Any, parts: list[Frozen]) -> Any:
    """The same shape with other parts; the very same if none is another one."""
    if all(new is old for new, old in zip(parts, shape[1], strict=True)):
        return shape
    return (shape[0], tuple(parts), tuple(map(type, parts)), *shape[3:])


# --- when a value is written down


def without_neighbours(shape: Any) -> Any:
    """
    A value without what the name of a secret in it stands beside: `("password", x)`, `["--password", x]`,
    `{"name": "password", "value": x}`.
    """
    if type(shape) is not tuple or type(shape[0]) is not tuple:
        return shape
    kind, parts = shape[0][0], shape[1]
    if kind == "sequence":
        return _without_pairs(shape, parts)
    names = shape[0][3] if kind == "object" else [name for name in parts[::2] if type(name) is str]
    if (
        "value" not in names
        or len(names) > MAX_RECORD
        or (kind == "mapping" and 2 * len(names) != len(parts))
    ):
        return shape
    name = next((name for name in _NAMES if name in names), None)
    if name is None:
        return shape
    values = parts if kind == "object" else parts[1::2]
    at = names.index("value")
    tier = secrecy_of_key(values[names.index(name)])
    if tier <= TOKEN_LIKE or not hides(tier, values[at]):
        return shape
    return _hidden(shape, [at if kind == "object" else 2 * at + 1])


def _without_pairs(shape: Any, parts: Any) -> Any:
    found = [1] if len(parts) == 2 and shape[3] == 2 and _is_pair(shape[0][1], *parts) else []
    for at in range(len(parts) - 1):
        option = parts[at]
        if type(option) is str and option[:1] == "-" and _is_option(option, parts[at + 1]):
            found.append(at + 1)
    return _hidden(shape, found) if found else shape


def _hidden(shape: Any, places: list[int]) -> Any:
    """The same shape without what stands at these places."""
    parts = list(shape[1])
    for at in places:
        remember(ALL, parts[at])
        parts[at] = REDACTED
    return _changed(shape, parts)


def _is_pair(kind: str, name: Frozen, value: Frozen) -> bool:
    tier = secrecy_of_key(name)
    if not tier or not (type(value) is str or type(value) is bytes) or not hides(tier, value):
        return False
    if type(value) is not str:
        return True
    if kind != "tuple":
        return looks_like_password(value)
    return looks_like_password(value) or (value.lower() not in _FIELDS and secrecy(value) == 0)


def _is_option(option: str, value: Frozen) -> bool:
    tier = secrecy(option)
    if tier == TOKEN_LIKE and "token" in option.lower():
        tier = TEXTS
    return tier > 0 and type(value) is str and value[:1] != "-" and hides(tier, value)


def without_secrets(frozen: Frozen) -> Any:
    """The same value; another one where a text in it says a secret."""
    kind = type(frozen)
    if kind is str or kind is bytes:
        scalar: Any = frozen
        return _clean_scalar(scalar, scalar, len(scalar))
    if kind is not tuple:
        return frozen
    shape: Any = frozen
    head = shape[0]
    if head == "long":
        return _clean_scalar(shape, shape[2], shape[3])
    if head == "text":
        text = cleaned_text(shape[2])
        return shape if text == shape[2] else (*shape[:2], text, *shape[3:])
    if head == "table":
        text, table = cleaned_text(shape[2]), shape[4] and cleaned_text(shape[4])
        return (*shape[:2], text, shape[3], table)
    shape = without_neighbours(shape)
    return _changed(shape, [part if _says_nothing(part) else without_secrets(part) for part in shape[1]])


def _says_nothing(part: Any) -> bool:
    kind = type(part)
    return kind is int or part is None or (kind is str and len(part) < MIN_SAYING)


def _clean_scalar(frozen: Any, value: Any, size: int) -> Any:
    # Behind the end of what is shown a secret may go on.
    start = value[: 2 * MAX_TEXT]
    text = start if type(start) is str else start.decode("latin-1")
    clean = cleaned_text(text)
    if clean == text:
        return frozen
    if clean == "redacted":
        return REDACTED
    said = clean[:MAX_TEXT] if type(value) is str else clean[:MAX_TEXT].encode("latin-1", "replace")
    cut = len(clean) > MAX_TEXT or size > 2 * MAX_TEXT
    return ("text", type(value).__name__, repr(said) + "…" * cut, size, cut)


def written_without_secrets(frozen: Any, describe: Callable[[Any], str]) -> str:
    """What `describe` makes of a value, without the secrets that it says. Called once for each distinct value."""
    kind = type(frozen)
    if kind is tuple:
        head = frozen[0]
        if type(head) is tuple and not frozen[2]:
            # Only integers, texts and None are inside; most values are such ones.
            said = "\n".join([part for part in frozen[1] if type(part) is str])
            if len(said) < MIN_SAYING or not hides_anything():
                return describe(frozen)
            frozen = without_neighbours(frozen)
            unsafe = is_suspicious(said) or holds_known(frozen[1])
            return describe(without_secrets(frozen) if unsafe else frozen)
    elif (kind is str or kind is bytes) and len(frozen) < MIN_SAYING:
        return describe(frozen)
    elif kind is str and is_known(frozen):
        return describe(REDACTED)
    if not hides_anything():
        return describe(frozen)
    frozen = without_neighbours(frozen)
    text = describe(frozen)
    if is_suspicious(text) or (kind is tuple and holds_known(_texts_in(frozen))):
        clean = without_secrets(frozen)
        if clean is not frozen:
            return describe(clean)
    return text


def _texts_in(shape: Any) -> Iterator[Any]:
    """All texts inside a value."""
    if type(shape[0]) is tuple:
        for part in shape[1]:
            if type(part) is tuple:
                yield from _texts_in(part)
            else:
                yield part
