"""asyncio and time.sleep in the page do what they do in CPython, which runs the same programs beside it."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .asyncio_programs import DOCUMENTED, EAGER, EAGER_PRINTS, TOP_LEVEL, TOP_LEVEL_PRINTS
from .driver import Playground

pytestmark = pytest.mark.same_page

PROGRAMS = {
    "time.sleep lets no other task run": """
        async def sleeps():
            print("one begins")
            time.sleep(0.2)
            print("one has slept")
            await asyncio.sleep(0.3)
            print("one ends")

        async def waits():
            print("two begins")
            await asyncio.sleep(0.05)
            print("two ends")

        async def main():
            await asyncio.gather(sleeps(), waits())

        asyncio.run(main())
    """,
    "all tasks are those of the program": """
        async def forever():
            while True:
                await asyncio.sleep(0.01)

        async def main():
            tasks = [asyncio.create_task(forever()) for n in range(3)]
            await asyncio.sleep(0.02)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            print(len(others), others == set(tasks))
            for task in others:
                task.cancel()
            print(await asyncio.gather(*tasks, return_exceptions=True))

        asyncio.run(main())
        loop = asyncio.new_event_loop()
        loop.run_until_complete(main())
        loop.close()
    """,
    "what goes on at the end is cancelled": """
        async def forever():
            try:
                await asyncio.sleep(3600)
            finally:
                print("cancelled")

        async def numbers():
            try:
                yield 1
                yield 2
            finally:
                print("closed")

        async def main():
            asyncio.create_task(forever())
            async for number in numbers():
                print(number)
                break
            await asyncio.sleep(0)

        asyncio.run(main())
        print("over")
    """,
    "one loop at a time": """
        async def inner():
            print("never")

        async def main():
            coroutine = inner()
            try:
                asyncio.run(coroutine)
            except RuntimeError as error:
                print(error)
            coroutine.close()

        asyncio.run(main())
        with asyncio.Runner() as runner:
            print(runner.run(asyncio.sleep(0, "one")), runner.run(asyncio.sleep(0, "two")))
            kept = runner.get_loop()
        coroutine = inner()
        try:
            kept.run_until_complete(coroutine)
        except RuntimeError as error:
            print(error)
        coroutine.close()
        loop = asyncio.new_event_loop()
        loop.call_soon(print, "called")
        loop.call_later(0.01, loop.stop)
        loop.run_forever()
        loop.close()
    """,
    "a task that leaves the program": """
        async def leaves():
            raise SystemExit(4)

        async def main():
            task = asyncio.create_task(leaves())
            try:
                await asyncio.sleep(3600)
            finally:
                print("main is cancelled", type(task.exception()))

        try:
            asyncio.run(main())
        except SystemExit as left:
            print("left with", left.code)
    """,
}


def test_asyncio_is_as_in_cpython(playground: Playground):
    playground.open()
    for name, program in PROGRAMS.items():
        source = "import asyncio\nimport time\n" + textwrap.dedent(program)
        there = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
        assert there.stdout and not there.stderr, name
        playground.run(source)
        expect(playground.output, name).to_have_text(there.stdout.strip())


# Everything is printed to one stream, because the page shows both in one place.
BEGINNING = "import asyncio, sys, time, warnings\nsys.stderr = sys.stdout\nwarnings.simplefilter('ignore')\n"


def test_what_asyncios_documentation_shows_is_as_in_cpython(playground: Playground, tmp_path: Path):
    """All programs as one: each is a function's body here, and what they print is told apart by their names."""
    playground.open()
    parts = []
    for name, program in DOCUMENTED.items():
        # Lines of other modules differ between versions of Python.
        parts.append(f"print('--', {name!r})\n{textwrap.dedent(program)}")
    source = BEGINNING + "\n".join(parts)
    (tmp_path / "main.py").write_text(source)
    there = subprocess.run(
        [sys.executable, "main.py"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    playground.run(source)
    expect(playground.output).to_contain_text("interrupted")
    here = playground.output.inner_text()
    assert comparable(here) == comparable(there.stdout)


def comparable(printed: str) -> list[str]:
    """The lines without those of asyncio's own source, which is another one in each version of Python."""
    return [
        line.strip()
        for line in re.sub(r"\S*main\.py", "main.py", printed).splitlines()
        if line.strip() and not re.search(r"asyncio/|self\._context|^[\s~^]*$", line)
    ]


def test_eager_tasks_and_the_outermost_await(playground: Playground):
    playground.open()
    for program, printed in ((EAGER, EAGER_PRINTS), (TOP_LEVEL, TOP_LEVEL_PRINTS)):
        playground.run("import asyncio\n" + textwrap.dedent(program))
        expect(playground.output).to_contain_text(printed.split()[-1])
        # A screen reader is told what is error output.
        assert playground.output.inner_text().replace("Error output:", "").split() == printed.split()


ASKING = """
    import asyncio

    async def ticks():
        while True:
            print("tick")
            await asyncio.sleep(0)

    async def main():
        asyncio.create_task(ticks())
        input("? ")
        print("answered")
        await asyncio.sleep(0)

    asyncio.run(main())
"""


def test_no_task_goes_on_while_the_program_waits_for_input(playground: Playground):
    playground.open()
    playground.write(ASKING)
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    expect(field).to_be_focused()
    field.fill("yes")
    field.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_have_text("? yes\nanswered\ntick\ntick")
