"""Faults that a server or a browser really makes: each gets a sentence of its own and a way on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from playground.headers import Rule, read_rules

from .driver import Playground
from .serving import (
    FaultyHandler,
    FaultyServer,
    cut,
    empty,
    error_500,
    login_page,
    message_checks,
    serving,
    stall,
    too_short,
)

Open = Callable[..., Playground]

# A small package that is compiled.
KIWI = "import kiwisolver\n\nprint(kiwisolver.Variable('x').name())\n"


@pytest.fixture
def visit(page: Page, faulty: FaultyServer) -> Callable[[], Playground]:
    return lambda: Playground(page, faulty.address + "/").open("#example=fibonacci")


def examples_can_be_looked_at(playground: Playground) -> None:
    playground.page.goto(playground.url + "#example=fibonacci")
    expect(playground.example).to_contain_text("Fibonacci")
    playground.tab("Tree")
    playground.wait_for_picture()
    playground.page.goto(playground.url + "#example=hanoi")
    expect(playground.example).to_contain_text("Hanoi")
    playground.wait_for_picture()
    assert playground.outline()[1].strip().startswith(("move", "hanoi", "solve"))


def run_in_vain(playground: Playground) -> None:
    playground.run_button.click()
    expect(playground.stop_button).to_be_disabled()


def garbage(handler: FaultyHandler) -> None:
    """As long as the file, with its first bytes, and something else behind them."""
    body = handler.whole()
    handler.send(200, body[:8] + b"\x07" * (len(body) - 8))


BAD_FILES = (
    ("pyodide.asm.wasm", garbage, "pyodide.asm.wasm came damaged: check the connection"),
    ("python_stdlib.zip", garbage, "python_stdlib.zip came damaged: check the connection"),
    ("pyodide.mjs", empty, "pyodide.mjs came damaged: check the connection"),
    ("pyodide.asm.wasm", login_page, "pyodide.asm.wasm is not WebAssembly: if your network asks you to log"),
    ("pyodide.asm.wasm", error_500, "The server answered 500 for pyodide.asm.wasm: wait a little"),
    ("pyodide.asm.wasm", cut, "pyodide.asm.wasm broke off after"),
    ("python_stdlib.zip", login_page, "python_stdlib.zip is not a zip file"),
    ("python_stdlib.zip", cut, "python_stdlib.zip broke off after"),
    ("python_stdlib.zip", too_short, "python_stdlib.zip broke off after"),
    ("playground.zip", error_500, "The server answered 500 for playground.zip"),
    ("pyodide-lock.json", login_page, "pyodide-lock.json is not JSON"),
    ("pyodide.mjs", login_page, "pyodide.mjs is not a script"),
    ("pyodide.asm.mjs", error_500, "The server answered 500 for pyodide.asm.mjs"),
    ("pyodide.asm.mjs", cut, "pyodide.asm.mjs could not be fetched: check the connection"),
)


def test_a_bad_file_of_the_runtime_is_named_and_run_tries_again(faulty, visit):
    """One file after the other. At the end all are good, whatever the browser has kept of the bad ones for a year."""
    file, fault, sentence = BAD_FILES[0]
    faulty.faults = {file: fault}
    playground = visit()
    for file, fault, sentence in BAD_FILES:
        if faulty.faults != {file: fault}:
            faulty.faults = {file: fault}
            run_in_vain(playground)
        expect(playground.status).to_contain_text(sentence)
        expect(playground.status).to_contain_text("press Run to try again")
        examples_can_be_looked_at(playground)
        # Still bad: the same sentence.
        run_in_vain(playground)
        expect(playground.status).to_contain_text(sentence)
    faulty.faults.clear()
    playground.run("print('well again')\n")
    expect(playground.output).to_contain_text("well again")


def test_a_host_that_knows_no_webassembly_does_no_harm(faulty, visit):
    faulty.faults["pyodide.asm.wasm"] = lambda handler: handler.send(
        200, handler.whole(), Content_Type="application/octet-stream"
    )
    playground = visit()
    playground.run("print('ran')\n")
    expect(playground.output).to_contain_text("ran")


def test_the_worker_script_that_does_not_come_is_said(faulty, visit):
    faulty.faults[".js"] = lambda handler: (
        error_500(handler) if "/worker-" in handler.path else type(handler).__bases__[0].do_GET(handler)
    )
    playground = visit()
    expect(playground.status).to_contain_text(
        "The part of this page that runs Python (worker.js) could not be loaded"
    )
    faulty.faults.clear()
    playground.run("print('well again')\n")
    expect(playground.output).to_contain_text("well again")


def test_a_package_that_does_not_come_whole_is_named_and_the_next_run_has_it(faulty, visit):
    playground = visit()
    for fault in (cut, too_short, login_page, error_500):
        faulty.faults["wasm32.tar.gz"] = fault
        playground.run(f"fault = {fault.__name__!r}\n{KIWI}")
        expect(playground.alert).to_contain_text(".tar.gz")
        expect(playground.alert).to_contain_text("press Run to try again")
        expect(playground.status).to_contain_text("ModuleNotFoundError")
    faulty.faults.clear()
    playground.run(KIWI + "print('well again')\n")
    expect(playground.output).to_contain_text("well again")


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "python_stdlib.zip"])
def test_a_download_that_stands_still_says_what_is_waited_for(faulty, visit, file):
    faulty.faults[file] = stall
    playground = visit()
    expect(playground.status).to_contain_text(f"Waiting for {file}: nothing has come for a while")
    playground.wait_for_picture()
    faulty.released.set()
    playground.wait_for_python()
    expect(playground.status).not_to_contain_text("Waiting")


def test_a_package_that_stands_still_is_named_and_can_be_stopped(faulty, visit):
    faulty.faults["wasm32.tar.gz"] = stall
    playground = visit()
    playground.wait_for_python()
    playground.write(KIWI)
    playground.run_button.click()
    expect(playground.status).to_contain_text("nothing has come for a while")
    expect(playground.status).to_contain_text("wasm32.tar.gz")
    playground.stop_button.click()
    expect(playground.status).to_contain_text("Stopped before the program began")
    playground.run("print('without it')\n")
    expect(playground.output).to_contain_text("without it")


def test_storage_that_is_denied_is_said_once_and_all_works(page, visit):
    page.add_init_script(
        """for (const name of ["localStorage", "indexedDB", "caches"])
            Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
        """
    )
    playground = visit()
    playground.run("print('without storage')\n")
    expect(playground.output).to_contain_text("without storage")
    expect(playground.alert).to_contain_text("does not let the page keep anything")


def without_isolation() -> list[Rule]:
    def kept(rule: Rule) -> Rule:
        values = {name: value for name, value in rule.values.items() if not name.startswith("Cross-Origin")}
        return Rule(rule.pattern, rule.regex, values)

    return [kept(rule) for rule in read_rules()]


def test_without_isolation_programs_run_and_stop(page):
    with serving(rules=without_isolation()) as server:
        playground = Playground(page, server.address + "/").open()
        assert not page.evaluate("crossOriginIsolated")
        for turn, loop in enumerate(("while True: pass", "sum(range(10**10))")):
            playground.write(f"def f():\n    return 1\n\nf()\nprint('on', {turn})\n{loop}\n")
            playground.run_button.click()
            expect(playground.output).to_contain_text(f"on {turn}")
            playground.stop_button.click()
            assert "stopped" in playground.wait_for_end()
            playground.run("print('ready again')\n")
            expect(playground.output).to_contain_text("ready again")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("WebAssembly", "This browser has no WebAssembly, which Python needs."),
        ("Worker", "This browser cannot start a worker, which Python needs."),
    ],
)
def test_an_old_browser_is_told_what_it_lacks_and_can_look_at_examples(page, visit, missing, sentence):
    page.add_init_script(f"delete globalThis.{missing};")
    playground = visit()
    expect(playground.status).to_contain_text(sentence)
    expect(playground.status).to_contain_text("can still be looked at")
    examples_can_be_looked_at(playground)
    playground.run_button.click()
    expect(playground.status).to_contain_text(sentence)
    expect(playground.stop_button).to_be_disabled()


FILL = """() => {
    let text = "x".repeat(1_000_000);
    for (let n = 0; text; n++) {
        try { localStorage.setItem("filler" + n, text); } catch { text = text.slice(text.length / 2 + 1); }
    }
}"""


def test_a_full_disk_is_said_and_the_text_stays_in_the_page(visit):
    playground = visit()
    playground.page.evaluate(FILL)
    playground.write("print('still here')  # " + "x" * 5_000)
    expect(playground.alert).to_contain_text("no room left")
    playground.run()
    expect(playground.output).to_contain_text("still here")
    playground.example.select_option(label="Quicksort")
    playground.page.go_back()
    expect(playground.program).to_contain_text("still here")


def test_a_run_waits_for_what_looks_at_its_messages_and_says_where_that_does_not_come(
    visit: Callable[[], Playground], faulty: FaultyServer
):
    """No program is sent to a worker before the page can check what that says of it."""
    faulty.faults[message_checks().name] = error_500
    playground = visit()
    playground.write("print('ran')\n")
    playground.run_button.click()
    expect(playground.status).to_contain_text("A part of this page could not be loaded: check the connection")
    expect(playground.output).not_to_contain_text("ran")
    faulty.faults.clear()
    playground.page.reload()
    playground.run("print('ran', 'now')\n")
    expect(playground.output).to_contain_text("ran now")
