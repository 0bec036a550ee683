"""
Which column each value in a statement of SQL belongs to, read off its text: `password = ?`, `lower(password) = 'x'`,
`insert into users values (?, ?)` where the table was made in sight. Only to know which values are secret, so it may err
on their side; it refuses nothing. Leaves to sanitize.py what is done with them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..secrecy import hides, secrecy

# A longer statement is read only so far.
MAX_TOKENS = 4_000
# Of more tables than these the columns are not remembered.
MAX_TABLES = 500

_TOKEN = re.compile(
    r"""(?P<skip>\s+|--[^\n]*|/\*[\s\S]*?\*/|::\w+)
    |(?P<string>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\])
    |(?P<place>\?\d*|%s|%\(\w+\)s|[:@$]\w+)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<word>[^\W\d][\w$]*)
    |(?P<sign><>|!=|<=|>=|==|\|\||[\s\S])""",
    re.VERBOSE,
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VALUES = frozenset({"string", "place", "number"})
_OPERATORS = frozenset({"=", "==", "<>", "!=", "<", ">", "<=", ">=", "like", "is", "glob", "ilike", "regexp"})
# A comparison ends with one of these.
_ENDS = _set(
    "and or where having set values select from on when then else end limit offset order group union join returning "
    "insert update delete into create"
)  # fmt: skip
_KEYWORDS = _ENDS | _set(
    "not in between like is null as by asc desc distinct all exists case inner left right outer cross using collate "
    "glob ilike regexp cast escape table if temp temporary"
)  # fmt: skip
_CONSTRAINTS = frozenset({"primary", "foreign", "unique", "check", "constraint", "key", "index"})

_tables: dict[str, list[str]] = {}


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The token as a keyword or a sign."""
        return self.text.lower() if self.kind != "quoted" else ""

    @property
    def identifier(self) -> str:
        """The name that it is; empty: it is none."""
        if self.kind == "quoted":
            return self.text[1:-1]
        return self.text if self.kind == "word" and self.word not in _KEYWORDS else ""


_END = _Token("sign", ";", 0, 0)


def parameter_names(sql: str) -> list[tuple[str, str]]:
    """For each placeholder its own name (`:p`, `$2`) and its column; empty: it has none, it is unknown."""
    _, columns = _read(sql)
    return [(re.sub(r"\W|s$" if token.text[0] == "%" else r"\W", "", token.text), column)
            for token, column in columns if token.kind == "place"]  # fmt: skip


def without_secret_literals(sql: str) -> str:
    """The statement without the literals that belong to columns of a secret name."""
    _, columns = _read(sql)
    pieces: list[str] = []
    done = 0
    for token, column in columns:
        tier = secrecy(column)
        if token.kind == "place" or not tier:
            continue
        value = int(token.text) if token.text.isdigit() else token.text[1:-1]
        if token.kind == "quoted" or hides(tier, value):
            pieces += (sql[done : token.start], "'redacted'")
            done = token.end
    return "".join(pieces) + sql[done:]


def row_names(sql: str, described: list[str]) -> list[str]:
    """By which name each column of a result is judged: where it is `password as p`, that is "password"."""
    items, _ = _read(sql)
    if len(items) != len(described):
        return described
    return [
        item if secrecy(item) > secrecy(name) else name for item, name in zip(items, described, strict=True)
    ]


@lru_cache(200)
def _tokens(sql: str) -> tuple[_Token, ...]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(sql):
        if match.lastgroup != "skip" and match.lastgroup is not None:
            found.append(_Token(match.lastgroup, match.group(), match.start(), match.end()))
            if len(found) == MAX_TOKENS:
                break
    return tuple(found)


def _read(sql: str) -> tuple[list[str], list[tuple[_Token, str]]]:
    """The names of what the statement selects (empty: unknown), and its values with the columns that they belong to."""
    tokens = _tokens(sql[:200_000])
    _remember_tables(tokens)
    reader = _Reader(tokens)
    reader.read()
    return _selected(tokens, reader.aliases), reader.found


def _name_at(tokens: tuple[_Token, ...], at: int) -> tuple[str, int]:
    """A name of one or more parts (`main.users`), and where it ends; its last part counts."""
    name = ""
    while at < len(tokens) and tokens[at].identifier:
        name = tokens[at].identifier
        at += 1
        if at >= len(tokens) or tokens[at].text != ".":
            break
        at += 1
    return name.lower(), at


def _remember_tables(tokens: tuple[_Token, ...]) -> None:
    words = [token.word for token in tokens]
    for at, word in enumerate(words):
        if word != "table":
            continue
        begins = at + 1 + 3 * (words[at + 1 : at + 4] == ["if", "not", "exists"])
        name, end = _name_at(tokens, begins)
        if (
            "create" in words[max(0, at - 2) : at]
            and words[end : end + 1] == ["("]
            and len(_tables) < MAX_TABLES
        ):
            items = _items(tokens, end + 1)
            _tables[name] = [
                item[0].identifier for item in items if item and item[0].word not in _CONSTRAINTS
            ]
        elif words[max(0, at - 1) : at] == ["alter"] and words[end : end + 1] == ["add"] and name in _tables:
            column, _ = _name_at(tokens, end + 1 + (words[end + 1 : end + 2] == ["column"]))
            _tables[name] = [*_tables[name], column]


def _items(tokens: tuple[_Token, ...], at: int) -> list[list[_Token]]:
    """What stands between commas, up to the bracket that closes."""
    items: list[list[_Token]] = [[]]
    depth = 0
    for token in tokens[at:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0:
            break
        if token.text == "," and depth == 0:
            items.append([])
        else:
            items[-1].append(token)
    return items


def _selected(tokens: tuple[_Token, ...], aliases: dict[str, str]) -> list[str]:
    """For each item of the outermost select the most secret name in it. Empty: there is a `*`, or no select."""
    depth = 0
    for at, token in enumerate(tokens):  # noqa: B007
        depth += (token.text == "(") - (token.text == ")")
        if token.word == "select" and depth == 0:
            break
    else:
        return []
    end = at + 1
    while end < len(tokens) and not (depth == 0 and tokens[end].word in ("from", ";", "union", "where")):
        depth += (tokens[end].text == "(") - (tokens[end].text == ")")
        end += 1
    names = []
    for item in _items(tokens[:end], at + 1):
        if item and item[-1].text == "*" and (len(item) == 1 or item[-2].text == "."):
            return []
        inside = [aliases.get(name.lower(), name) for name in (part.identifier for part in item) if name]
        names.append(max(inside, key=secrecy, default=""))
    return names


class _Reader:
    """Goes through a statement once. `found`: its values, and which column each belongs to."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self.tokens = tokens
        self.found: list[tuple[_Token, str]] = []
        # Names that stand for an expression with a secret one in it.
        self.aliases: dict[str, str] = {}
        self._column = ""
        self._between = False
        # The columns that the values of an insert go into, where these begin, and at which of them the walk is.
        self._inserted: list[str] = []
        self._inserting = False
        self._depth = self._place = self._base = 0

    def read(self) -> None:
        at = 0
        while at < len(self.tokens):
            at = self._step(at)

    def _step(self, at: int) -> int:
        token, word = self.tokens[at], self.tokens[at].word
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else _END
        if token.kind in _VALUES:
            self.found.append((token, self._column_of(at)))
        elif token.text == "(":
            self._depth += 1
            if self._inserting and self._depth == 1:
                self._place = 0
        elif token.text == ")":
            self._depth -= 1
        elif token.text == ",":
            if self._inserting and self._depth == self._base:
                self._place += 1
            if self._depth == 0:
                self._column = ""
        elif word == ";":
            self._column, self._inserting, self._inserted, self._depth = "", False, [], 0
        elif word == "into":
            return self._into(at + 1)
        elif word in ("values", "select") and self._inserted and not self._inserting:
            self._inserting, self._place, self._base = True, 0, 1 if word == "values" else 0
        elif word == "and" and self._between:
            self._between = False
        elif word in _ENDS:
            self._column = ""
            self._inserting = self._inserting and word not in ("on", "from", "where", "returning", "set")
        elif word == "between":
            self._between = True
        elif token.identifier:
            self._name(at, token, following)
        return at + 1

    def _name(self, at: int, token: _Token, following: _Token) -> None:
        before = self.tokens[at - 1] if at else _END
        if token.kind == "quoted" and before.word in _OPERATORS and secrecy(self._column):
            # What looks like a name may be a text: `password = "x"`.
            self.found.append((token, self._column))
            return
        is_alias = before.word == "as" or before.identifier or before.text == ")"
        if is_alias and secrecy(self._column) > secrecy(token.identifier):
            self.aliases[token.identifier.lower()] = self._column
        elif following.text != "(" or secrecy(token.identifier):
            self._column = self.aliases.get(token.identifier.lower(), token.identifier)

    def _into(self, at: int) -> int:
        name, end = _name_at(self.tokens, at)
        self._column = ""
        if end < len(self.tokens) and self.tokens[end].text == "(":
            items = _items(self.tokens, end + 1)
            self._inserted = [item[0].identifier if item else "" for item in items]
            while end < len(self.tokens) and self.tokens[end].text != ")":
                end += 1
            return end + 1
        self._inserted = _tables.get(name, [""])
        return max(end, at)

    def _column_of(self, at: int) -> str:
        if self._inserting:
            inserted = self._inserted
            return inserted[self._place] if self._place < len(inserted) else ""
        if self._column:
            return self._column
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else _END
        if following.word == "as" and at + 2 < len(self.tokens):
            return self.tokens[at + 2].identifier
        if following.word not in _OPERATORS:
            return ""
        for place in range(at + 2, min(at + 12, len(self.tokens))):
            token = self.tokens[place]
            if token.word in _ENDS or token.text == ",":
                return ""
            behind = self.tokens[place + 1] if place + 1 < len(self.tokens) else _END
            if token.identifier and behind.text not in ("(", "."):
                return token.identifier
        return ""
