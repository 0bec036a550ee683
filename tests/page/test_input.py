"""A program that asks with input(): the person answers under the output, while the program waits."""

import re

import pytest
from playwright.sync_api import Route, expect

from .conftest import Open
from .driver import Playground
from .test_sizes import show

ASKING = """
    def greet(name):
        return "Hello " + name

    print("before")
    for _ in range(2):
        print(greet(input("name? ")))
"""


@pytest.mark.same_page
def test_each_line_is_asked_for_and_stands_in_the_output(playground: Playground):
    playground.open()
    playground.write(ASKING)
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    for name in ("Ada", "Grace"):
        expect(field).to_be_focused()
        expect(playground.output).to_contain_text("name? ")
        expect(playground.status).to_have_text("Waiting for your input")
        field.fill(name)
        field.press("Enter")
        expect(playground.output).to_contain_text(f"name? {name}\nHello {name}\n", use_inner_text=True)
    playground.wait_for_end()
    assert playground.calls() == 3
    expect(field).to_be_hidden()


@pytest.mark.same_page
def test_a_callback_from_c_may_ask_too(playground: Playground):
    playground.open()
    playground.write("print(sorted('ab', key=lambda letter: input()))")
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    for line in ("2", "1"):
        expect(field).to_be_focused()
        field.fill(line)
        field.press("Enter")
        expect(playground.output).to_contain_text(line)
    playground.wait_for_end()
    expect(playground.output).to_contain_text("['b', 'a']")


@pytest.mark.same_page
def test_a_program_that_waits_for_input_can_be_stopped(playground: Playground):
    playground.open()
    playground.write(ASKING)
    playground.run_button.click()
    expect(playground.page.get_by_role("textbox", name="Input", exact=True)).to_be_visible()
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    expect(playground.output).to_contain_text("before")


PREPARED = """
    first = input("name? ")
    print("Hello", first)
    print("Hello", input("and? "))
"""


def test_prepared_lines_answer_first_and_then_the_person_is_asked(playground: Playground):
    playground.open()
    playground.write(PREPARED)
    playground.page.get_by_text("Inputs", exact=True).click()
    playground.page.get_by_role("textbox", name="Inputs").fill("Ada\n")
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    expect(field).to_be_focused()
    expect(playground.output).to_contain_text("name? Ada\nHello Ada\nand? ", use_inner_text=True)
    field.fill("Grace")
    field.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_contain_text("Hello Grace")
    playground.page.reload()
    playground.page.get_by_text("Inputs", exact=True).click()
    expect(playground.page.get_by_role("textbox", name="Inputs")).to_have_value("Ada\n")


WITHOUT = "delete WebAssembly.Suspending; delete WebAssembly.promising; delete globalThis.SharedArrayBuffer;"


@pytest.fixture
def old_browser(open_page: Open) -> Playground:
    """As WebKitGTK is: it can neither make Python wait nor share memory with it."""

    def in_the_worker(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=WITHOUT + answer.text())

    playground = open_page()
    playground.page.add_init_script(WITHOUT)
    playground.page.context.route(re.compile(r"/assets/worker-[^/]+\.js$"), in_the_worker)
    return playground.open()


def test_where_the_browser_cannot_wait_the_box_answers_and_says_when_it_is_empty(old_browser: Playground):
    playground = old_browser
    playground.write(PREPARED)
    box = playground.page.get_by_role("textbox", name="Inputs")
    expect(box).to_have_accessible_description(re.compile("cannot make Python wait"))
    box.fill("Ada\nGrace")
    playground.run()
    expect(playground.output).to_contain_text(
        "name? Ada\nHello Ada\nand? Grace\nHello Grace", use_inner_text=True
    )
    box.fill("Ada")
    assert "UnsupportedOperation in line 3" in playground.run()
    expect(playground.status).to_contain_text("write one more line under Inputs")


def test_where_the_browser_cannot_wait_asyncio_run_says_what_to_write_instead(old_browser: Playground):
    waiting = """
        import asyncio

        async def main():
            await asyncio.sleep(0)
            print("slept")

        """
    assert "RuntimeError in line 7" in old_browser.run(waiting + "asyncio.run(main())\n")
    expect(old_browser.output).to_contain_text("write `await main()` in its place")
    old_browser.run(waiting + "await main()\n")
    expect(old_browser.output).to_contain_text("slept")


STREAMS = """
    import os, sys

    print("one")
    os.write(1, b"two\\n")
    sys.stdout.buffer.write("drei ä\\n".encode())
    open(1, "w").write("four\\n")
    with open("/dev/stdout", "w") as file:
        file.write("five\\n")
    sys.__stdout__.write("six\\n")
    os.write(2, b"seven\\n")
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    print("eight", open(0).readline(), end="")
    print("nine", open("/dev/stdin").readline(), end="")
    print(len(sys.stdin.buffer.read().split()))
    os.write(1, b"end")
"""


@pytest.mark.same_page
def test_bytes_and_descriptors_go_where_text_goes(playground: Playground):
    playground.open()
    playground.write(STREAMS)
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    for line in ("eins", "zwei", "a b c", "d"):
        field.fill(line)
        field.press("Enter")
        expect(playground.output).to_contain_text(line)
    expect(field).to_be_focused()
    field.press("Control+d")
    playground.wait_for_end()
    printed = playground.output.inner_text().replace("Error output:", "").split()
    assert " ".join(printed) == (
        "one two drei ä four five six seven eins eight eins zwei nine zwei a b c d 4 end"
    )


@pytest.mark.same_page
def test_several_pasted_lines_are_several_answers(playground: Playground):
    playground.open()
    playground.write("""
        a, b, c = input("a "), input("b "), input("c ")
        print([a, b, c])
    """)
    playground.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    whole = "3\n4 5\n  x  "
    for pasted, enters in (
        (whole, 1),
        (whole.replace("\n", "\r\n") + "\r\n", 0),
        (whole + "\ntoo\nmany\n", 0),
    ):
        playground.run_button.click()
        expect(field).to_be_focused()
        playground.page.evaluate("text => navigator.clipboard.writeText(text)", pasted)
        playground.page.keyboard.press("ControlOrMeta+V")
        if enters:
            expect(field).to_have_value("  x  ")
            field.press("Enter")
        playground.wait_for_end()
        expect(playground.output).to_contain_text("['3', '4 5', '  x  ']")
    expect(playground.alert).to_contain_text("2 pasted lines were not read")


@pytest.mark.same_page
def test_a_password_is_typed_unseen_and_kept_nowhere(playground: Playground):
    playground.open()
    playground.write("""
        from getpass import getpass

        def check(name, word):
            return len(word) == 6

        name = input("name: ")
        print("ok" if check(name, getpass("password: ")) else "wrong")
    """)
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    field.fill("ada")
    field.press("Enter")
    hidden = playground.page.get_by_label("Hidden input")
    expect(hidden).to_be_focused()
    expect(hidden).to_have_attribute("type", "password")
    hidden.fill("s3cret")
    hidden.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_have_text(re.compile(r"^name: ada\s+password: \s*ok\s*$"))
    row = next(row for row in playground.outline() if "check" in row)
    assert "redacted" in row and "s3cret" not in row


DEBUGGED = """
    def add(numbers):
        total = 0
        for n in numbers:
            if n == 2:
                breakpoint()
            total += twice(n)
        return total

    def twice(n):
        return 2 * n

    print("sum:", add([1, 2, 3]))
    print("after:", twice(10))
"""


@pytest.mark.same_page
def test_the_debugger_asks_at_the_input_field(playground: Playground):
    playground.open()
    playground.write(DEBUGGED)
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    answers = {"p n": "2\n", "w": "main.py(12)<module>()", "n": "-> total += twice(n)", "p total": "2\n"}
    for line, answer in answers.items():
        expect(playground.output).to_have_text(re.compile(r"\(Pdb\)\s*$"))
        field.fill(line)
        field.press("Enter")
        expect(playground.output).to_contain_text(f"(Pdb) {line}\n", use_inner_text=True)
        expect(playground.output).to_contain_text(answer, use_inner_text=True)
    field.fill("c")
    field.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_contain_text("sum: 12\nafter: 20", use_inner_text=True)
    expect(playground.output).not_to_contain_text("webloop")
    assert playground.calls() == 6, "nothing of the debugger's is among them"


@pytest.mark.parametrize("size", [(1280, 720), (1024, 600), (844, 390)])
def test_the_question_is_in_sight_in_a_low_window(open_page: Open, size: tuple[int, int]):
    playground = open_page(width=size[0], height=size[1])
    playground.page.goto(playground.url)
    parts = playground.page.get_by_role("navigation", name="Parts of the page")
    playground.wait_for_picture()
    if parts.is_visible():
        show(playground, "Code")
    playground.write(
        "for n in range(30): print('line', n)\nprint('Hello', input('And what is your name? '))\n"
    )
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport(ratio=1)
    expect(playground.output).to_contain_text("what is your name?")
    box, log = field.bounding_box(), playground.output.bounding_box()
    assert box and log
    assert log["height"] >= 40, "two lines of what was printed are seen"
    assert log["y"] + log["height"] <= box["y"] + 1
    end = "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    assert playground.output.evaluate(end) < 24, "its last line is the question"
