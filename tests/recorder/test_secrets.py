"""Secrets are not kept, whatever they stand in; and nothing that a lesson is about is hidden."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from calltrace.frozen import use_secrets
from calltrace.plugins.sql_text import parameter_names, row_names, without_secret_literals
from calltrace.secrecy import OPEN, PASSWORD_LIKE, SECRET_NAMES, TEXTS, TOKEN_LIKE, secrecy
from calltrace.texts import cleaned_text

from .descriptions import Plain, kept, text
from .trees import HOOKS, Recorded


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    use_secrets(SECRET_NAMES)


# Each secret is hunter2zz and where it stands, so that a leak says its name.
SECRETS = r"""
import dataclasses, logging, os, sqlite3
from collections import namedtuple
from types import MappingProxyType, SimpleNamespace

def show(value): return value

@dataclasses.dataclass
class Settings:
    host: str
    password: str
    dsn: str
class Credential:
    __slots__ = ("secret", "user")
    def __init__(self): self.user, self.secret = "ada", "hunter2zz-slot"
class Client:
    def __init__(self, api_key):
        self.api_key = self._key = api_key
        self.headers = [("Authorization", "Bearer hunter2zz-header-list")]
class TokenText(str): pass

for name in NAMES:
    show({name: f"hunter2zz-name-{name}"})
    show({name.encode(): f"hunter2zz-bytes-{name}".encode()})
    show([(name, f"hunter2zz-pair-{name}")])
    show([[name.encode(), f"hunter2zz-asgi-{name}".encode()]])
    show(SimpleNamespace(**{name: f"hunter2zz-field-{name}"}))
    show(MappingProxyType({name: f"hunter2zz-proxy-{name}"}))
    show(["run.py", f"--{name}", f"hunter2zz-argv-{name}"])
    show([f"--{name}=hunter2zz-option-{name}"])
    show('{"%s": "hunter2zz-json-%s"}' % (name, name))
    show(f"https://example.com/?{name}=hunter2zz-query-{name}&page=2")
show({"db": {"password": ["hunter2zz-nested"]}})
show([{"name": "DB_PASSWORD", "value": "hunter2zz-record"}, {"key": "cookie", "value": "hunter2zz-record-2", "on": 1}])
show(SimpleNamespace(name="sessionid", value="hunter2zz-record-3", path="/"))
show("Authorization: Basic hunter2zz"); show("Bearer hunter2zz-bearer")
show("postgres://ada:hunter2zz-url@db/shop")
show("redis://:hunter2zz-no-user@db/0")
show("Server=db;Password=hunter2zz-connection;Pwd=hunter2zz-pwd")
show("host=db user=ada password=hunter2zz-libpq")
show("Authorization: Bearer hunter2zz-header-line")
show("-----BEGIN RSA PRIVATE KEY-----\nhunter2zz-pem\n-----END RSA PRIVATE KEY-----")
show(Settings("h", "hunter2zz-dataclass", "postgres://u:hunter2zz-dsn@h/x"))
show(Credential())
show(namedtuple("Login", "user password")("ada", "hunter2zz-namedtuple"))
show(TokenText("hunter2zz-class"))
show({"auth": ("ada", "hunter2zz-auth-pair")})
show({"password": "correct horse battery staple"}); show("correct horse battery staple")
Client("hunter2zz-client")
os.environ["DB_PASSWORD"] = "hunter2zz-environ"
show(os.environ); show(dict(os.environ)); show(os.environ["DB_PASSWORD"])

show("hunter2zz-early"); early_password = "hunter2zz-early"
def login(user, password):
    again = password + "!"
    return check(password)
def check(given): return given == "x"
def many(**fields): return len(fields)
def get_password(): return "hunter2zz-result"
def get_api_key(user): return "hunter2zz-result-key"
def token_stream(): yield "hunter2zz-yielded"
def refuse(password): raise ValueError(f"wrong password {password}")
def each(passwords): return [word for word in passwords]
def keep(session_token):
    copied = {"x": session_token}
    return None
login("ada", "hunter2zz-argument")
many(password="hunter2zz-keyword")
get_password(); get_api_key("ada"); list(token_stream()); each(["hunter2zz-listed"]); keep("hunter2zz-kept")
try: refuse("hunter2zz-raised")
except ValueError: pass

logging.warning("password is %s", "hunter2zz-log")
logging.warning("login %s", {"password": "hunter2zz-log-dict"})
logging.warning("connect to %s", "amqp://ada:hunter2zz-log-url@mq")
db = sqlite3.connect(":memory:")
run = db.execute
run("create table person (name, password)")
run("insert into person values (?, ?)", ("ada", "hunter2zz-sql-position"))
run("insert into person values ('ada', 'hunter2zz-sql-literal-position')")
run("insert into person (name, password) values (?, ?), (?, ?)", ("a", "hunter2zz-sql-row", "b", "hunter2zz-sql-row-2"))
run("insert into person (name, password) values (:n, :p)", {"n": "ada", "p": "hunter2zz-sql-named"})
run("insert into person (name, password) values ('ada', 'hunter2zz-sql-literal')")
run("update person set password = 'hunter2zz-sql-update' where name = ?", ("ada",))
run("update person set name = ?, password = ? where name in (?, ?)", ("z", "hunter2zz-sql-set", "b", "c"))
run("select * from person where password = ?", ("hunter2zz-sql-where",)).fetchall()
run("select name from person where lower(password) = ?", ("hunter2zz-sql-function",)).fetchall()
either = ("hunter2zz-sql-before", "hunter2zz-sql-in", "x")
run("select name from person where ? = password or password in (?, ?)", either)
run("select password as p, name from person").fetchall()
run("select p from (select password p from person)").fetchall()
run("select * from person").fetchall()
run("select 'hunter2zz-sql-as' as password")
db.executemany("insert into person values (?, ?)", [("ada", "hunter2zz-sql-many")])
"""
NAMES = [
    "password", "passwd", "pwd", "passphrase", "credentials", "secret", "client_secret", "api_key", "apiKey",
    "X-Api-Key", "access-key", "accessKey", "private-key", "aws_secret_access_key", "authorization",
    "Authorization", "Proxy-Authorization", "auth", "access_token", "authToken", "refresh-token",
    "csrfmiddlewaretoken", "X-CSRF-Token", "sessionid", "session", "session_id", "PHPSESSID", "cookie", "Cookie",
    "Set-Cookie", "pin", "PIN_CODE", "signature", "X-Signature", "DB_PASSWORD", "PGPASSWORD", "dbPassword",
    "userPassword2", "password_hash", "secretKey", "pass",
]  # fmt: skip


@pytest.mark.parametrize("hook", HOOKS)
def test_no_secret_is_in_the_trace(hook: str) -> None:
    recorded = Recorded(SECRETS.replace("NAMES", repr(NAMES)), hook)
    assert recorded.error is None
    found = json.dumps([recorded.data["values"], recorded.data["events"]])
    assert sorted(set(re.findall(r"hunter2zz[\w-]*|battery staple", found))) == []
    # What stands beside them is there.
    for shown in ("ada", "postgres://ada:", "page=2", "login ", "connect to amqp://", "insert into person"):
        assert shown in found, shown


# Programs in the style of textbooks, by what their variables are called and hold.
LESSONS: dict[str, dict[str, Any]] = {
    "records": {"pair": {"name": "token", "value": "x1"}, "option": {"key": "pin", "value": 3}},
    "calculator": {"tokens": ["12", "+", "3.5"], "token": "12", "position": 1, "text": "token = key + 1"},
    "lexer": {"token": ("NUMBER", "42"), "token_type": "NUMBER", "kind": "ident", "tokenizer": "re"},
    "lexer of hex": {"token": "0x1F4B3A2C9D10", "next_token": "utf8_to_utf16le", "keyword": "while1"},
    "parser": {"current_token": ")", "token_list": ["(", "lambda", ")"], "tokens_left": 3},
    "json parser": {"key": "name", "value": "Ada", "source": '{"key": "value1", "token": "abc123"}'},
    "html": {"tag": "input", "attrs": {"type": "password", "name": "login"}, "key": "data-user-id"},
    "cache": {"key": "user:42", "keys": ["fib(10)", "fib(11)"], "cache_key": ("fib", 10), "hits": 3},
    "cache of files": {"key": "2026-11-30T10:00:00Z", "key_length": 20, "max_keys": 5000},
    "memo": {"key": (3, 4), "memo": {"(3, 4)": 7}},
    "dict": {"key": "apple", "keys": ["apple", "pear"], "monkey": "Abu", "turkey": "bird"},
    "sorting": {"key": 5, "sort_key": "lastname", "items": [3, 1]},
    "tree": {"key": 17, "left": None, "key_found": True, "root_key": 8},
    "heap": {"heap": [(1, "a"), (2, "b")], "key": 1.5},
    "database": {"primary_key": 3, "foreign_key": "user_id", "session": Plain(new=[]), "key_columns": ["id"]},
    "caesar": {"key": 3, "secret_message": "attack at dawn", "public_key": 17},
    "vigenere": {"key": "LEMON", "keyword": "LEMON", "key_index": 2},
    "rsa": {"private_key": (2753, 3233), "public_key": (17, 3233), "key_size": 2048},
    "xor": {"key": b"ICE", "key_byte": 73},
    "hangman": {"secret_word": "python", "secret_letters": ["p", "y"], "guessed": {"p"}},
    "guess": {"secret_number": 42, "secret": 1700, "attempts": 3},
    "mastermind": {"secret_code": ["red", "blue"], "secret": ["red", "green"], "code": "RGBY"},
    "password rules": {"password_length": 8, "min_password_length": 12, "password_ok": True, "password": None},
    "generator": {"password_chars": "abc!", "number_of_passwords": 2500, "password_strength": "weak"},
    "login": {"password_attempts": 3, "is_password": False, "has_password": True, "password_hint": "my first cat"},
    "bank": {"balance": 1250.5, "account": "DE-1001", "pin_tries": 2, "author": "Ada"},
    "robot": {"pin": 13, "led_pin": 17, "pins": [4, 5], "pin_name": "GPIO17"},
    "bowling": {"pins": 7, "pins_left": 3, "second_pass": 4},
    "bakery": {"cookie": "chocolate chip", "cookies": 12, "cookie_price": 2.5, "signature_dish": "strudel"},
    "web": {"session_count": 1500, "cookie_name": "sessionid", "auth_type": "Basic", "session": None},
    "school": {"session": "Spring 2026", "passed": True, "pass": "yes", "passes": 28, "result": ("pass", "fail")},
    "office": {"secretary": "Ms Hunter1 Smith2", "secretaries": ["Kim2000abc"], "authors": ["Knuth1968tex"]},
    "music": {"key": "C# minor", "time_signature": (4, 4), "signature": "4/4", "keys": 88},
    "anagrams": {"signature": "eilnst", "words": ["listen", "silent"]},
    "reflection": {"signature": "(a, b=1)", "argument": "b"},
    "chess": {"key": "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR", "move": "e2e4"},
    "word counts": {"counts": {"secret": 3, "password": 1, "token": 12, "session": 8}, "secret_words": 3},
    "words": {"spin": "x1y2z3abc9", "compass": "n0rth123", "obsession": "d4t4abc1", "tokenize": "a1b2c3d4e5f6g7"},
    "urls": {"url": "https://example.com/a?page=2&key=value1#top", "mail": "ada@example.com", "git": "ssh://git@host/x"},
    "text": {"line": "Password: must be 8 characters", "prompt": "Enter your password: ", "log": "password is wrong"},
    "options": {"argv": ["--key", "value", "--session-name", "main2024x", "-n", "3"], "pair": ("key", "value1")},
    "events": {"key": "ArrowUp", "key_code": 38, "pressed_keys": {"a", "b"} and ["a", "b"], "keyboard": "qwerty123"},
    "graph": {"key": ("A", "B"), "edges": {("A", "B"): 3}, "path_key": "A1-B2-C3"},
    "folders": {"PWD": "/home/ada/work", "OLDPWD": "/", "credentials": "/etc/app/keys.json", "pwd": "C:\\\\Users"},
    "blockchain": {"hash": "00a3f5c9d8e7b6a5f4e3d2c1b0a99887", "previous": "0" * 32, "nonce": 5120},
    "settings": {"keymap": "vim9000abc", "secret_santa": "Bob", "auth_required": True, "credential_count": 12000},
}  # fmt: skip


@pytest.mark.parametrize("hook", HOOKS)
def test_no_value_of_a_lesson_is_hidden(hook: str) -> None:
    """As arguments, variables, entries and fields, and given back by a function of that name."""
    lines = ["class Plain:", "    def __init__(self, **fields): self.__dict__.update(fields)"]
    for number, (lesson, names) in enumerate(LESSONS.items()):
        fit = {name: value for name, value in names.items() if name.isidentifier() and name != "pass"}
        values = ", ".join(
            "Plain(new=[])" if type(value) is Plain else repr(value) for value in names.values()
        )
        lines += [
            f"def lesson_{number}({', '.join(f'{name}' for name in fit)}):",
            *(f"    {name}_ = {name}" for name in fit),
            f"    def show(entries, fields): return {lesson!r}",
            "    return show",
            f"entries = dict(zip({list(names)!r}, [{values}]))",
            f"show = lesson_{number}(**{{name: entries[name] for name in {list(fit)!r}}})",
            "show(entries, Plain(**entries))",
        ]
        lines += [f"def {name}(value): return value\n{name}(entries[{name!r}])" for name in fit]
    recorded = Recorded("\n".join(lines), hook)
    assert recorded.error is None
    assert [value for value in recorded.data["values"] if "redacted" in value["text"]] == []
    assert sum(value["text"] == "'LEMON'" for value in recorded.data["values"]) == 1


@pytest.mark.parametrize("name", ["token", "key", "tokens", "api_tokens_by_user", "secret_thing"])
@pytest.mark.parametrize(
    "value",
    [
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "sk-live-51H8xyzABCdef", "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN", "9f86d081884c7d659a2feaa0c55ad015",
        "550e8400-e29b-41d4-a716-446655440000", "tok_1a2b3c4d", "xoxb-2444-3555-abcDEF",
    ],
)  # fmt: skip
def test_a_lone_token_is_secret_where_it_looks_like_one(name: str, value: str) -> None:
    for given in ({name: value}, {name: [value]}, Plain(**{name: value}), Plain(**{name: {"ada": value}})):
        assert value not in str(kept(given))
        assert "redacted" in text(given)
    use_secrets(SECRET_NAMES)
    assert value in text([value])
    assert value in text({"commit": value})


def test_many_secrets_are_remembered_and_do_not_slow_recording_down() -> None:
    for number in range(3000):
        text({"password": f"hunter{number:05}x"})
    met = [f"hunter{number:05}x" for number in (5, 2999)]
    assert text(met) == "[redacted, redacted]"
    assert text([met, 1.5]) == "[[redacted, redacted], 1.5]"
    assert text(met[1]) == text(Plain(given=met[1]))[len("Plain(given=") : -1] == "redacted"
    assert text(f"wrong: {met[1]}") == "'wrong: redacted'"


def test_objects_that_are_read_as_earlier_ones_were_are_judged_too() -> None:
    assert text(Plain(key=1, left=None)) == text(Plain(key=1, left=None)) == "Plain(key=1, left=None)"
    assert text(Plain(key="tok_1a2b3c4d", left=None)) == "Plain(key=redacted, left=None)"
    assert text(Plain(key=["tok_1a2b3c4d"], left=None)) == "Plain(key=[redacted], left=None)"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("tokenizer", OPEN), ("secretary", OPEN), ("password_length", OPEN), ("keyboard", OPEN), ("authors", OPEN),
        ("token", TOKEN_LIKE), ("sortKey", TOKEN_LIKE), ("secret_word", PASSWORD_LIKE), ("X-Api-Key", TEXTS),
        ("OAuth2Token", TEXTS), ("x" * 1000 + "_password", OPEN),
    ],
)  # fmt: skip
def test_names_are_read_by_whole_words(name: str, found: int) -> None:
    assert secrecy(name) == found


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("postgres://u:p@ss1@h/d", "postgres://u:redacted@h/d"),
        ("https://ghp_16C7e42F292c6912@github.com/x", "https://redacted@github.com/x"),
        ("https://x/?a=1&access_token=abc&b=2", "https://x/?a=1&access_token=redacted&b=2"),
        ("Cookie: sessionid=abc9; theme=dark", "Cookie: redacted; theme=dark"),
        ("curl -H 'X-Api-Key: s3cr3tvalue'", "curl -H 'X-Api-Key: redacted'"),
        ("Basic dXNlcjpwYXNz and Basic Python3", "Basic redacted and Basic Python3"),
        ("{'password': 'swordfish', 'n': 1}", "{'password': 'redacted', 'n': 1}"),
        ("def login(user, password=None): pass", "def login(user, password=None): pass"),
        ("token=abc&page=2", "token=redacted&page=2"),
        ("secret 's3cr3tvalue' and the secret 'python'", "secret 'redacted' and the secret 'python'"),
        ("password: str, token: NUMBER, key is missing", "password: str, token: NUMBER, key is missing"),
        ("the session was long", "the session was long"),
    ],
)
def test_secrets_in_texts(given: str, clean: str) -> None:
    assert cleaned_text(given) == clean


def test_what_a_recording_hides_is_a_setting() -> None:
    """Also of classes whose objects were read before."""
    try:
        assert text(Plain(badge=1, b=2)) == text(Plain(badge=1, b=2)) == "Plain(badge=1, b=2)"
        use_secrets((*SECRET_NAMES, "Badge"))
        assert text(Plain(badge=1, b=2)) == "Plain(badge=1, b=2)"
        assert text(Plain(badge="x", b=2)) == "Plain(badge=redacted, b=2)"
        assert text(Plain(badgeNumber=1234, badger="x")) == "Plain(badgeNumber=redacted, badger='x')"
        use_secrets((*SECRET_NAMES, "pin"))
        assert text(Plain(pin="A0", password="x")) == "Plain(pin=redacted, password=redacted)"
        use_secrets(("badge",))
        assert text({"badge": "x", "password": "x1y2z3", "u": "http://a:b@c"}) == (
            "{'badge': redacted, 'password': 'x1y2z3', 'u': 'http://a:b@c'}"
        )
    finally:
        use_secrets(SECRET_NAMES)
    assert text(Plain(badge="x", b=2)) == "Plain(badge='x', b=2)"


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("update t set a = ?, b=? where c like '%' || ? and d between ? and ?", ["a", "b", "c", "d", "d"]),
        ("insert into t (a, b) values (?, lower(?)), (?, ?) on conflict do nothing", ["a", "b", "a", "b"]),
        ("insert into t (a, b) select ?, ? from x where c = ?", ["a", "b", "c"]),
        ("select * from t where ? = main.t.a -- b = ?\n and trim(a) = ?", ["a", "a"]),
        (
            "create table made (a int primary key, b text, unique (a)); insert into made values (?, ?)",
            ["a", "b"],
        ),
        ("select a from t where b in (?, ?) limit ?", ["b", "b", ""]),
        ("select ?::text, ?", ["", ""]),
    ],
)
def test_to_which_column_a_parameter_belongs(sql: str, columns: list[str]) -> None:
    assert [column for _, column in parameter_names(sql)] == columns


def test_literals_and_aliases_of_secret_columns() -> None:
    sql = "insert into t (name, pwd) values ('ada', 'x1'), ('bob', 'it''s')"
    assert (
        without_secret_literals(sql)
        == "insert into t (name, pwd) values ('ada', 'redacted'), ('bob', 'redacted')"
    )
    assert parameter_names("select %(x)s, :y, @z, %s") == [("x", ""), ("y", ""), ("z", ""), ("", "")]
    assert row_names("select lower(pwd) as p, name n from t", ["p", "n"]) == ["pwd", "n"]
    assert row_names("select * from t", ["a", "pwd"]) == ["a", "pwd"]
