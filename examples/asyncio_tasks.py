# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Asyncio tasks"
# blurb = "Breakfast by three cooks who take turns whenever one of them has to wait."
# order = 9
# ///
"""Three tasks on one event loop: while one
waits, the others get on with their work.

At every `await` that has to wait, a coroutine
hands control back and is resumed later. The
outline shows the steps of the tasks shuffled
into one another, and the finished breakfast
takes as long as its slowest part, not as long
as all parts.
"""

import asyncio


async def wait_for(what: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return f"{what} is ready"


async def boil_water(kettle: asyncio.Event) -> str:
    message = await wait_for("water", 0.2)
    kettle.set()  # whoever waits for the kettle wakes up now
    return message


async def make_tea(kettle: asyncio.Event) -> str:
    say("tea: waiting for the kettle")
    await kettle.wait()
    say("tea: pouring")
    return await wait_for("tea", 0.01)


async def fry_eggs(count: int) -> list[str]:
    eggs = []
    for number in range(1, count + 1):
        say(f"eggs: cracking egg {number}")
        eggs.append(await wait_for(f"egg {number}", 0))
    return eggs


def say(message: str) -> None:
    print(" ", message)


async def main() -> None:
    kettle = asyncio.Event()
    async with asyncio.TaskGroup() as kitchen:
        water = kitchen.create_task(boil_water(kettle))
        tea = kitchen.create_task(make_tea(kettle))
        eggs = kitchen.create_task(fry_eggs(3))
    for message in [water.result(), tea.result(), *eggs.result()]:
        print(message)


asyncio.run(main())
