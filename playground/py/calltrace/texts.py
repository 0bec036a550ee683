"""
Secrets inside texts: the password in a URL or a connection string, `password=x` in a line of a log, JSON in a text, and
secrets that were met before. Works on plain texts alone; leaves to redaction.py the values that texts stand in.
"""

from __future__ import annotations

import binascii
import functools
import re
from collections.abc import Iterable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._own import quoted
from .secrecy import (
    MOST_TEXTS,
    PASSWORD_LIKE,
    TEXTS,
    TOKEN_LIKE,
    hides,
    hides_anything,
    hides_by_default,
    looks_like_password,
    looks_like_token,
    secrecy,
    settings,
)  # fmt: skip

# So many secrets are remembered as a whole, and about so many, the last ones, are looked for inside other texts.
MAX_REMEMBERED = 5_000
MAX_INSIDE = 100

# Longer literals of a program's source are not remembered.
MAX_LITERAL = 200

# Where none of these is in a text (in lower case), it says no secret but one that is remembered.
_HINTS = (
    "://", "pass", "pwd", "secret", "token", "key", "auth", "cookie", "sess", "cred", "signature", "bearer", "pin",
    "basic ", "jwt", "csrf", "xsrf", "-----begin",
)  # fmt: skip

_USER = re.compile(r"(\b[a-zA-Z][\w+.-]*://)([^\s/?#'\"<>\\]*)@")
_PRIVATE_KEY = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:(?=-----END)|$)")
_SCHEME = re.compile(r"\b((?:Bearer|Basic|bearer|basic)\s+)([\w\-.~+/]{6,}=*)")
_NAMED_SCHEME = re.compile(r"(?i)(?:bearer|basic|digest|token)\s+\S")
# A name and what stands between it and its value.
_NAMED = re.compile(r"([A-Za-z_][\w-]{0,79})([\"']?)(\s*(?:=>|->|=|:)\s*|\s+(?:is|was)\s+|\s+(?=[\"']))")
_VALUE = re.compile(
    r"\"[^\"]*\"?|'[^']*'?|(?:(?:[Bb]earer|[Bb]asic|Digest|Token)[ ]+)?[^\s;&,\"'()\[\]{}<>]+"
)
# What stands behind the name of a password in code and in forms.
_NO_SECRETS = frozenset(
    {"none", "null", "true", "false", "redacted", "str", "bytes", "input", "self", "", "*"}
)

# Secrets that were met: whole texts, and how the last ones are written, which are looked for inside other texts too.
_known: set[str] = set()
# A tuple, because another thread may be looking through it.
_inside: tuple[str, ...] = ()


def forget_all() -> None:
    """A recording starts: the secrets of earlier ones are none of its."""
    global _inside
    _known.clear()
    _inside = ()


def remembers(text: str) -> None:
    """Has this text hidden wherever it turns up."""
    global _inside
    if text in _known or len(_known) >= MAX_REMEMBERED:
        return
    _known.add(text)
    # In JSON and in Python's own notation a text may be written otherwise.
    _inside = (*_inside, *{text, quoted(text)[1:-1], repr(text)[1:-1]})[-MAX_INSIDE:]


def is_known(text: str) -> bool:
    """Whether this whole text is a secret that was met."""
    return text in _known


def holds_known(texts: Iterable[Any]) -> bool:
    """Whether one of these is. Of few secrets that is seen by `is_suspicious` already."""
    return len(_inside) >= MAX_INSIDE and any(type(text) is str and text in _known for text in texts)


def is_suspicious(text: str) -> bool:
    """Whether it is worth a closer look if a text says a secret."""
    for secret in _inside:
        if secret in text:
            return True
    if not hides_by_default():
        return hides_anything()
    lowered = text.lower()
    for hint in _HINTS:  # noqa: SIM110 (half the time of `any`)
        if hint in lowered:
            return True
    return False


def cleaned_text(text: str) -> str:
    """The text with "redacted" in place of each secret."""
    if is_known(text):
        return "redacted"
    if not is_suspicious(text):
        return text
    for secret in sorted([secret for secret in _inside if secret in text], key=len, reverse=True):
        text = text.replace(secret, "redacted")
    if hides_by_default():
        text = _USER.sub(_without_password, text)
        text = _PRIVATE_KEY.sub(r"\1redacted", text)
        text = _SCHEME.sub(_without_credentials, text)
    return _without_assigned(text)


def _without_password(found: re.Match[str]) -> str:
    start, user = found.groups()
    name, colon, password = user.partition(":")
    if colon:
        return f"{start}{name}:{'redacted' if password else ''}@"
    return f"{start}redacted@" if looks_like_token(user) else found.group()


def _without_credentials(found: re.Match[str]) -> str:
    """`Bearer` and a token, `Basic` and a name with a password in base64; but not "Basic Python3"."""
    start, said = found.groups()
    secret = looks_like_token(said) if start[0] in "Bb" and start[1] == "e" else _is_a_pair(said)
    return f"{start}redacted" if secret else found.group()


def _is_a_pair(said: str) -> bool:
    try:
        return b":" in binascii.a2b_base64(said.rstrip("=") + "=" * (-len(said.rstrip("=")) % 4))
    except ValueError:
        return False


def _without_assigned(text: str) -> str:
    """The text without the values of names that are secret: `password=x`, `"password": "x"`, `password is x1y2z3`."""
    pieces: list[str] = []
    done = at = 0
    while True:
        named = _NAMED.search(text, at)
        if named is None:
            break
        at = named.end()
        tier = secrecy(named[1])
        value = _VALUE.match(text, at) if tier else None
        if value is None:
            continue
        before = text[max(named.start() - 1, 0) : named.start()]
        query = before in ("?", "&", ";") or (not before and "&" in text)
        if _hides_assigned(tier, named, value.group(), query):
            quote = value.group()[0] if value.group()[0] in "\"'" else ""
            pieces += (text[done:at], f"{quote}redacted{quote}")
            done = at = value.end()
    return "".join(pieces) + text[done:] if pieces else text


def learn(source: str) -> None:
    """Remembers the literals that stand behind the name of a secret in a program's source."""
    if hides_anything():
        for said in _literals(source, settings()):
            remembers(said)


# A process that records each request or each test reads the same files again and again.
@functools.lru_cache(maxsize=500)
def _literals(source: str, settings: object) -> tuple[str, ...]:
    found = []
    for named in _NAMED.finditer(source):
        tier = secrecy(named[1])
        value = _VALUE.match(source, named.end()) if tier >= TEXTS else None
        if value is not None and value.group()[0] in "\"'":
            said = value.group().strip("\"'")
            if len(said) <= MAX_LITERAL and hides(tier, said) and looks_like_password(said):
                found.append(said)
    return tuple(found)


def _hides_assigned(tier: int, named: re.Match[str], value: str, query: bool) -> bool:
    if value[0] in "\"'":
        said = value.strip("\"'")
        if named[3].isspace():  # `secret 'x1y2z3'` in a line of a log
            return tier >= PASSWORD_LIKE and looks_like_password(said)
        return said.lower() not in _NO_SECRETS and hides(tier, said)
    if tier >= MOST_TEXTS and _NAMED_SCHEME.match(value):
        return True
    said = value.rstrip(".!?\\")
    if said.lower() in _NO_SECRETS:
        return False
    if named[3] == "=":
        if query and not named[1].lower().endswith("key"):
            tier = max(tier, TEXTS)
        return hides(tier, said)
    if tier == TOKEN_LIKE:
        return looks_like_token(said)
    return tier >= PASSWORD_LIKE and looks_like_password(said)
