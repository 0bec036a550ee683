"""
What is secret: a name says how much of its value may be shown (`secrecy`), and the value decides the rest (`hides`).
Leaves to redaction.py how a snapshot or a text is shown without its secrets.

Names are read by whole words, so that a tokenizer and a secretary have none. What a word means depends on where it
stands: `password_length` is a length. And some words name secrets in one program and something else in the next (the
token of a lexer, the key of a dict, the pin of a board): there only a value that looks like a secret is one.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# How secret what has a name is, from nothing to all of it.
OPEN = 0
# Only texts that look like a token: long, of letters and digits in disorder.
TOKEN_LIKE = 1
# Only texts that look like a password: without blanks, with letters and digits.
PASSWORD_LIKE = 2
# All texts but plain words and sentences (a cookie may be one with chocolate).
MOST_TEXTS = 3
# The same, and numbers of four digits and more (a smaller one is the pin of a board).
PIN = 4
# All texts.
TEXTS = 5
# Everything but None, booleans, fractions and small numbers, which are lengths and counts.
ALL = 6

# What is secret unless a recording is told otherwise. `SECRET_NAMES` is what the command line and the documents say;
# the tables below are the same in detail.
SECRET_NAMES: tuple[str, ...] = (
    "password", "passwd", "pwd", "passphrase", "passcode", "credentials", "authorization", "secret", "api_key",
    "access_key", "private_key", "token", "auth", "cookie", "session", "signature", "pin",
)  # fmt: skip


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS: dict[str, int] = {
    **dict.fromkeys(("password", "passwd", "pwd", "passphrase", "passcode", "getpass"), ALL),
    **dict.fromkeys(("credential", "cred", "authorization"), ALL),
    **dict.fromkeys(("secret", "jwt", "apikey", "accesskey", "secretkey", "privatekey", "authkey"), TEXTS),
    **dict.fromkeys(("authtoken", "accesstoken", "refreshtoken", "csrftoken", "xsrftoken"), TEXTS),
    **dict.fromkeys(("csrfmiddlewaretoken", "sessionid", "sessid", "phpsessid", "jsessionid"), TEXTS),
    **dict.fromkeys(("auth", "cookie", "session", "signature"), MOST_TEXTS),
    "pin": PIN,
    **dict.fromkeys(("pass", "pw", "csrf", "xsrf", "bearer", "oauth"), PASSWORD_LIKE),
    **dict.fromkeys(("token", "key"), TOKEN_LIKE),
}  # fmt: skip
# Words that end like these are what they end with: PGPASSWORD, dbpassword.
_ENDINGS = ("password", "passwd", "passphrase")
# The word before decides what kind of pass, key or token it is.
_BEFORE: dict[str, tuple[frozenset[str], int]] = {
    "key": (
        _set(
    "api access private secret encryption decryption signing auth account master shared storage hmac aes rsa "
            "ssh gpg pgp ssl tls jwt session subscription service deploy license app application client"
),
        TEXTS,
    ),
    "token": (
        _set(
    "access refresh auth api bearer csrf xsrf id session oauth jwt github gitlab slack bot discord telegram "
            "npm pypi hf personal security reset verification push device deploy service client app login remember "
            "web secret private user aws gcp azure middleware"
),
        TEXTS,
    ),
    "pass": (
        _set(
    "db database user admin root smtp mail email ftp ssh login default mysql pg postgres redis rabbitmq mq "
            "proxy http wifi account"
),
        ALL,
    ),
    "word": (frozenset({"pass"}), ALL),
    "phrase": (frozenset({"pass"}), ALL),
}  # fmt: skip
# Behind the word that names a secret, these leave it one: `password_hash`, `secret_value`, `password_list`.
_STILL = _set(
    "value val hash hashed text txt str string data bytes raw plain plaintext new old confirm confirmation again "
    "repeat input env var header hex b64 base64 encoded digest list dict map set array tuple given current correct "
    "actual default param arg salt json"
)  # fmt: skip
# With these it is about a secret, and none itself: `token_type`, `password_length`, `session_name`.
_ABOUT = _set(
    "length len count size min max number num index policy strength rule rules regex pattern valid validity hint label "
    "field prompt attempts attempt tries type kind file filename path dir directory folder url uri host port expires "
    "expiry expiration ttl age lifetime name user username title domain jar algorithm alg method scheme backend class "
    "module version format encoding error message manager factory function func store storage service client provider "
    "required optional enabled position pos line column status level engine maker"
)  # fmt: skip
_COUNTS = frozenset({"n", "num", "number", "count", "total", "max", "min", "len", "length"})
_LINKS = frozenset({"by", "of", "for", "from", "in"})
# `session_id` names the session to whoever shows it; `token_id` is a number in a list.
_WITH_ID = frozenset({"session", "access_key", "secret"})

_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\dA-Z_]+|[A-Z]+|\d+")
# A longer text is no name.
MAX_NAME = 80

_defaults = True
_custom: tuple[tuple[str, ...], ...] = ()


def use_secrets(names: tuple[str, ...]) -> None:
    """
    Sets what is secret from now on: the default judgement, if all of `SECRET_NAMES` are among the names; of what has
    another name among these (or one of the defaults that is there twice), everything.
    """
    global _defaults, _custom
    left = Counter(names)
    _defaults = all(left[name] for name in SECRET_NAMES)
    if _defaults:
        left.subtract(SECRET_NAMES)
    _custom = tuple(words for words in (tuple(_words(name)) for name in left.elements()) if words)
    secrecy.cache_clear()


def settings() -> tuple[bool, tuple[tuple[str, ...], ...]]:
    """What is hidden now."""
    return _defaults, _custom


def hides_anything() -> bool:
    return _defaults or bool(_custom)


def hides_by_default() -> bool:
    """Whether the default judgement holds, not only names that somebody gave."""
    return _defaults


def _words(name: str) -> list[str]:
    """The words of a name in snake_case, camelCase or with dashes, in lower case and in the singular."""
    return [_singular(piece.lower()) for piece in _PIECES.findall(name)]


def _singular(word: str) -> str:
    short = word.removesuffix("s")
    return short if short in _WORDS or short.endswith(_ENDINGS) else word


@lru_cache(4096)
def secrecy(name: str) -> int:
    """How secret what has this name is."""
    if len(name) > MAX_NAME:
        return OPEN
    words = _words(name)
    for custom in _custom:
        if any(tuple(words[at : at + len(custom)]) == custom for at in range(len(words))):
            return ALL
    if not _defaults:
        return OPEN
    words = [word for word in words if not word.isdigit()]
    for at in range(len(words) - 1, -1, -1):
        found = _of_word(words, at)
        if found:
            return OPEN if words[0] in _COUNTS and at else _with_tail(found, words, at)
    return OPEN


def _of_word(words: list[str], at: int) -> int:
    word = words[at]
    before = _BEFORE.get(word)
    if before is not None and at and words[at - 1] in before[0]:
        return before[1]
    return ALL if word.endswith(_ENDINGS) else _WORDS.get(word, OPEN)


def _with_tail(found: int, words: list[str], at: int) -> int:
    """What remains of it with the words that stand behind."""
    tail = words[at + 1 :]
    # A map of secrets by something is still one of secrets.
    tail = next((tail[:at] for at, other in enumerate(tail) if other in _LINKS), tail)
    word = words[at]
    if not tail or all(other in _STILL for other in tail):
        return found
    if tail == ["id"] and (word in _WITH_ID or "_".join(words[at - 1 : at + 1]) in _WITH_ID):
        return TEXTS
    if word == "pin" and tail[-1] in ("code", "number"):
        return found
    if any(other in _ABOUT for other in tail):
        return OPEN
    return min(found, PASSWORD_LIKE)


def secrecy_of_key(key: Any) -> int:
    """The same for the key of a mapping, which may be of any type; headers and os.environ have names in bytes."""
    kind = type(key)
    if kind is str:
        return secrecy(key)
    if kind is bytes and len(key) <= MAX_NAME:
        return secrecy(key.decode("latin-1"))
    return OPEN


# --- values

# More of a text is not looked at.
MAX_JUDGED = 400
MIN_PASSWORD = 6
MIN_TOKEN = 12
MIN_RANDOM_BYTES = 16
# An integer of more bits is no number that a lesson reckons with, but the private half of a pair of keys.
MAX_PLAIN_BITS = 200

_COOKIE = re.compile(r"[\w.-]+=\S")
_SCHEME = re.compile(r"(?i)(?:basic|bearer|digest|token)\s+\S")
_RUN = re.compile(r"[A-Za-z0-9]+")
_CHANGE = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_TOKEN = re.compile(r"[\w\-+/=.~:%!@#$^&*]+", re.ASCII)
_KNOWN_TOKEN = re.compile(
    r"(?:gh[opsur]_|github_pat_|glpat-|xox[abprs]-|sk[-_]|pk_live_|rk_live_|hf_|npm_|pypi-|AKIA|ASIA|AIza|ya29\.|eyJ|"
    r"SG\.)[\w\-.]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----",
    re.ASCII,
)
# PWD is a folder in one place and a password in the next; credentials are often in a file.
_PATH = re.compile(r"/|(?:/[\w. -]+){2,}/?|[A-Za-z]:\\[\w. \\-]*")
_DIGEST = re.compile(r"[0-9a-fA-F]{32,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Numbers, dates and times, which have letters in them too.
_NUMBER_OR_DATE = re.compile(
    r"0[xX][0-9a-fA-F]{1,24}|0[bB][01]+|[\d.]+[eE][-+]?\d+|\d{4}-?\d\d-?\d\d(?:[T ].*)?"
)


def looks_like_token(text: str) -> bool:
    """Whether a text looks like what only a machine would write: letters and digits in disorder, and many of them."""
    if len(text) < MIN_TOKEN or len(text) > 10_000:
        return False
    start = text[:MAX_JUDGED]
    if _KNOWN_TOKEN.match(start) or _DIGEST.fullmatch(start):
        return True
    if not _TOKEN.fullmatch(start) or start.count("/") > 3 or _NUMBER_OR_DATE.fullmatch(start):
        return False
    # A name such as utf8_to_utf16le changes now and then too.
    least = 3 if start.isidentifier() else 2
    for run in _RUN.findall(start):
        if len(run) >= 8 and len(_CHANGE.findall(run)) >= least:
            return True
    return "secret" in start.lower() and not start.isidentifier() and any(map(str.isdigit, start))


def looks_like_password(text: str) -> bool:
    """Whether a text could be a password: no blanks, with letters and digits; also one that could be a token."""
    if len(text) < MIN_PASSWORD or len(text) > MAX_JUDGED or text.split(None, 1) != [text]:
        return looks_like_token(text)
    if _NUMBER_OR_DATE.fullmatch(text) or "://" in text:
        return False
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _is_plain(text: str) -> bool:
    """Whether a text is a word or a sentence, and no cookie, signature or the like."""
    if text.split(None, 1) != [text]:
        return not _COOKIE.match(text) and not _SCHEME.match(text)
    return len(text) < 4 or (text.isalpha() and (len(text) < 8 or (len(text) <= 12 and text.islower())))


def _is_binary(value: bytes) -> bool:
    return any(byte < 9 or 13 < byte < 32 or byte > 126 for byte in value[:MAX_JUDGED])


def hides(tier: int, value: Any) -> bool:
    """Whether a scalar is a secret under a name of this secrecy."""
    kind = type(value)
    if kind is int:
        return (tier in (PIN, ALL) and abs(value) >= 1000) or (
            tier >= TEXTS and value.bit_length() > MAX_PLAIN_BITS
        )
    if kind is bytes:
        if _is_binary(value):
            return tier > TOKEN_LIKE or len(value) >= MIN_RANDOM_BYTES
        value = value[:10_000].decode("latin-1")
    elif kind is not str:
        return False
    if tier == TOKEN_LIKE:
        return looks_like_token(value)
    if tier == PASSWORD_LIKE:
        return looks_like_password(value)
    if tier == MOST_TEXTS and value.isdigit() and len(value) < 10:
        return False
    if tier == ALL and _PATH.fullmatch(value):
        return False
    return bool(value) and (tier >= TEXTS or not _is_plain(value))
