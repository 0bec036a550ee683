"""What a browser does not have: nothing is asked of other hosts, and one sentence says what to do instead."""

import hashlib
import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import Route, expect

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


@pytest.mark.other_hosts
def test_a_package_is_fetched_by_its_distributions_name_also_where_it_is_made_for_the_browser(
    playground: Playground,
):
    """As PyPI has them since PEP 783: `yaml` is in PyYAML, and its wheel names the platform of the page's Python."""
    wheel = "pyyaml-9.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("yaml/__init__.py", "def dump(value): return f'dumped {value}'\n")
        archive.writestr(
            "pyyaml-9.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: PyYAML\nVersion: 9.0\n"
        )
        archive.writestr("pyyaml-9.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("pyyaml-9.0.dist-info/RECORD", "")
    digest = hashlib.sha256(content.getvalue()).hexdigest()
    file = {"filename": wheel, "url": f"https://files.pythonhosted.org/{wheel}", "hashes": {"sha256": digest}}
    listing = {"meta": {"api-version": "1.1"}, "name": "pyyaml", "versions": ["9.0"], "files": [file]}
    allowed = {"Access-Control-Allow-Origin": "*"}

    def answer(route: Route) -> None:
        if route.request.url.endswith("/pyyaml/"):
            kind = "application/vnd.pypi.simple.v1+json"
            route.fulfill(headers={**allowed, "Content-Type": kind}, body=json.dumps(listing))
        elif route.request.url.endswith(wheel):
            route.fulfill(headers=allowed, body=content.getvalue())
        else:
            route.fulfill(status=404, headers=allowed)

    playground.page.context.route(re.compile(r"^https://"), answer)
    playground.open()
    playground.run("import yaml\nprint(yaml.dump(7))\n")
    expect(playground.output).to_contain_text("dumped 7")
    expect(playground.alert).to_have_text("")
