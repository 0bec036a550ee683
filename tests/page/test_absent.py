"""What a browser does not have: nothing is asked of other hosts, and one sentence says what to do instead."""

import pytest
from playwright.sync_api import expect

from .attacks import link_to
from .driver import Playground

# A program, and what its status line says.
SAID = {
    "import tkinter as tk\nroot = tk.Tk()\n": "tkinter is part of Python but not of a browser",
    "import turtle\nturtle.forward(100)\n": "draw with Matplotlib",
    "import imp\n": "imp is no longer part of Python since 3.12: use importlib",
    "from multiprocessing import Pool\nPool(2)\n": "processes are part of Python but not of a browser",
    "import threading\nthreading.Thread(target=print).start()\n": "threads are part of Python but not of a browser",
    "import urllib.request\nurllib.request.urlopen('https://127.0.0.1:9/x')\n": "sockets are part of Python but not",
    "try: import a_package_of_nobody\nexcept ImportError: print('without it')\n": "1 call in",
    "import __main__\nprint(__main__.__name__)\n": "1 call in",
}


@pytest.mark.same_page
def test_parts_of_python_that_a_browser_lacks_are_told_and_not_asked_for(playground: Playground):
    """The page of this test is watched: a request to another host would fail it."""
    playground.open()
    for program, sentence in SAID.items():
        playground.run(program)
        expect(playground.status).to_contain_text(sentence)
        expect(playground.alert).to_have_text("")


def test_the_programs_own_modules_win_in_the_page_too(playground: Playground):
    names = "js, random, json, token, types, pyodide, math"
    files = {f"{name}.py": f"NAME = '{name}'\n" for name in names.split(", ")}
    files |= {"time.py": "NAME = 'time'\n", "traceback.py": "raise RuntimeError('not asked for')\n"}
    playground.open(
        link_to(f"import {names}\nprint(*[m.NAME for m in ({names})])\nprint(input('? '))\n", files)
    )
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    field.fill("answered")
    field.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_contain_text("js random json token types pyodide math")
    expect(playground.output).to_contain_text("answered")
    tabs = playground.page.get_by_role("tablist", name="Files")
    expect(tabs.get_by_role("tab", name="Python's own time")).to_be_visible()
    expect(tabs.get_by_role("tab", name="Python's own random")).to_have_count(0)


@pytest.mark.same_page
def test_what_a_program_does_to_its_files_does_not_end_the_page(playground: Playground):
    playground.open()
    playground.run("""
        import os
        os.mkdir("folder")
        for name in ("secret.txt", "folder/inside.txt", "open.txt"):
            with open(name, "w") as file: file.write("x")
        os.chmod("secret.txt", 0)
        os.chmod("folder", 0)
        def f(): return 1
        f()
        print("end")
    """)
    assert playground.calls() == 2
    expect(playground.output).to_contain_text("end")
    expect(playground.page.get_by_role("button", name="Save open.txt")).to_be_visible()
    expect(playground.alert).to_contain_text("not listed")
    playground.run("class Bad:\n    def __str__(self): raise ValueError\nraise SystemExit(Bad())\n")
    expect(playground.status).to_contain_text("SystemExit in line 3")
    playground.write("def f():\nprint(1)\n")
    playground.run_button.click()
    expect(playground.status).to_have_text(
        "IndentationError in line 2: expected an indented block after function definition on line 1"
    )
