"""Modules that are not here: what is fetched for a program, and what it is told of those that are part of Python."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest

import playground_session
from playground_session.absent import advice, is_pythons

from .sessions import run

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("source", "fetched"),
    [
        ("import nowhere.inside, json\nfrom other import x", ["nowhere", "other"]),
        ("import yaml, bs4", ["yaml PyYAML", "bs4 beautifulsoup4"]),
        ("import __main__, main_of_ours, _private_of_pythons", ["_private_of_pythons"]),
        ("import tkinter, turtle, curses, readline, dbm.gnu, msvcrt, distutils, imp, pip, resource, pwd", []),
        ("try: import nowhere\nexcept ImportError: nowhere = None", []),
        ("try: import nowhere\nexcept (OSError, ModuleNotFoundError): pass\nimport other", ["other"]),
        ("try: import nowhere\nexcept ValueError: pass", ["nowhere"]),
        ("try: import nowhere\nexcept ImportError: pass\nimport nowhere", ["nowhere"]),
        ("try:\n    import tomllib\nexcept ImportError:\n    import tomli as tomllib", []),
        ("try:\n    import nowhere\nexcept ImportError:\n    import other", ["other"]),
        (
            "try: f()\nexcept Exception: pass\nelse: import nowhere\nfinally: import other",
            ["nowhere", "other"],
        ),
        ("import contextlib\nwith contextlib.suppress(ImportError): import nowhere", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING: import nowhere\nelse: import other", ["other"]),
        ("def f():\n    if 1:\n        import nowhere", ["nowhere"]),
        ("from . import a\nx = = 1", []),
    ],
)
def test_what_is_fetched_for_a_program(source: str, fetched: list[str]) -> None:
    found = playground_session.missing([source, "import json"], ["main_of_ours"])
    assert [" ".join(dict.fromkeys(names)) for names in found] == fetched


@pytest.mark.parametrize(
    "name", ["tkinter", "turtle", "curses", "readline", "dbm", "imp", "telnetlib", "winreg", "pip"]
)
def test_a_module_of_pythons_that_is_not_here_is_told_in_one_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)  # type: ignore[arg-type]  # as if it were nowhere
    recording, host = run(f"import {name}\n")
    error = recording["error"]
    assert error["type"] == "ModuleNotFoundError"
    assert error["message"] == advice(name)
    assert (error["message"].endswith(".") and ". It" in error["message"]) or "no longer part" in error[
        "message"
    ]
    assert str(advice(name)) in host.printed("stderr") and "pyodide.org" not in host.printed("stderr")


def test_a_program_that_catches_the_error_sees_pythons_own() -> None:
    program = """
        try: import winreg
        except ImportError as error: print(type(error).__name__, error, error.name)
    """
    assert run(dedent(program))[1].printed() == "ModuleNotFoundError No module named 'winreg' winreg\n"


def test_only_pythons_modules_have_advice() -> None:
    assert advice("numpy") is None and not is_pythons("numpy")
    assert all(is_pythons(name) for name in ("json", "tkinter", "imp", "_tkinter"))


IMPOSSIBLE = """
import concurrent.futures, http.client, os, socket, subprocess, threading, urllib.request, _thread
from multiprocessing import Pool, Process, Queue, cpu_count
from multiprocessing.pool import ThreadPool
def tried(f):
    try: f()
    except Exception as error: print(type(error).__name__, "part of Python but not of a browser" in str(error))
    else: print("went through")
tried(lambda: threading.Thread(target=print).start())
tried(lambda: threading.Timer(0.1, print).start())
tried(lambda: _thread.start_new_thread(print, ()))
tried(lambda: concurrent.futures.ThreadPoolExecutor().submit(print).result())
tried(lambda: concurrent.futures.ProcessPoolExecutor())
for made in (Pool, Queue, ThreadPool, Process(target=print).start): tried(made)
tried(lambda: subprocess.run(["ls"]))
tried(lambda: subprocess.check_output("ls", shell=True))
tried(lambda: os.popen("ls"))
tried(lambda: os.fork())
tried(lambda: socket.socket().connect(("127.0.0.1", 9)))
tried(lambda: socket.gethostbyname("localhost"))
tried(lambda: urllib.request.urlopen("https://127.0.0.1:9/x", timeout=3))
tried(lambda: urllib.request.urlopen("http://127.0.0.1:9/x", timeout=3))
tried(lambda: http.client.HTTPSConnection("127.0.0.1", 9).request("GET", "/"))
print(cpu_count(), threading.current_thread().name)
"""


@pytest.mark.skipif(sys.platform != "emscripten", reason="elsewhere all of this is possible")
def test_what_a_browser_cannot_do_says_so() -> None:
    recording, host = run(IMPOSSIBLE)
    assert recording["error"] is None
    assert host.printed("stderr") == ""
    assert "went through" not in host.printed() and "False" not in host.printed()
    assert host.printed().endswith("1 MainThread\n")
