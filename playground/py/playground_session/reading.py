"""
Reads a program without running it, to find out whether it may be run again while a person types: whether all of it
compiles, what it imports that is nowhere yet, and which of its modules could reach other hosts.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from .imports import missing

# What a program imports to ask other hosts for something, or to have the browser do so. Parts of a package by their
# full names: most of `urllib` only takes addresses apart.
NETWORK_MODULES = {
    "aiohttp", "aiosmtplib", "asyncssh", "asyncpg", "boto3", "botocore", "ftplib", "http.client", "httpx", "imaplib",
    "js", "micropip", "paramiko", "poplib", "psycopg", "psycopg2", "pymongo", "pymysql", "pyodide.http", "pyodide_http",
    "pyodide_js", "redis", "requests", "smtplib", "socket", "ssl", "urllib.request", "urllib3", "websocket",
    "websockets", "xmlrpc.client",
}  # fmt: skip

# "expected an indented block after 'if' statement on line 3": that line is the one without its end.
_BEGUN_IN_LINE = re.compile(r" on line (\d+)$")


def read_program(names: Iterable[str], sources: Iterable[str], own: Iterable[str]) -> str:
    """
    Of the program's modules, the main one first, as JSON: `broken`, the name and the line (0: not known) of the first
    that does not compile, or null; `missing`, the modules that would have to be fetched from elsewhere; `network`,
    those that can reach other hosts. Where something is broken, the lists are empty.
    """
    texts = list(sources)
    for number, (name, text) in enumerate(zip(names, texts, strict=True)):
        line = broken_line(text, top_level_await=number == 0)
        if line is not None:
            return json.dumps({"broken": [name, line], "missing": [], "network": []})
    own = list(own)
    # A person who types "requ" on the way to "requests" has not asked for what may be there under that name.
    unknown = [name for name, _ in missing(texts, own)]
    used = {name: None for text in texts for name in _imported(ast.parse(text.removeprefix("\ufeff")))}
    network = [name for name in used if name in NETWORK_MODULES and name.partition(".")[0] not in own]
    return json.dumps({"broken": None, "missing": unknown, "network": network})


def broken_line(source: str, *, top_level_await: bool = True) -> int | None:
    """The line with which a text stops to be a program; 0: it is not known which; None: all of it compiles."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if top_level_await else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source.removeprefix("\ufeff"), "main.py", "exec", flags, dont_inherit=True)
    except SyntaxError as error:
        begun = _BEGUN_IN_LINE.search(error.msg or "")
        return int(begun[1]) if begun else error.lineno or 0
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return 0
    return None


def _imported(tree: ast.Module) -> Iterator[str]:
    """The full names of all modules that are imported anywhere, and of the packages that they belong to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _with_packages(alias.name.split("."))
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from _with_packages(node.module.split("."))
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _with_packages(parts: Sequence[str]) -> Iterator[str]:
    return (".".join(parts[: count + 1]) for count in range(len(parts)))
