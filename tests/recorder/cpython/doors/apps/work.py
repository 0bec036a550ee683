"""What the applications do for a request: calls that are known by the request's number, with waits between them."""

import asyncio
import time


def step(number: int, at: int) -> int:
    return number * 10 + at


def work(number: int) -> int:
    total = 0
    for at in range(3):
        time.sleep(0.002)
        total += step(number, at)
    return total


async def work_async(number: int) -> int:
    total = 0
    for at in range(3):
        await asyncio.sleep(0.002)
        total += step(number, at)
    return total


async def work_in_tasks(number: int) -> int:
    async def one(at: int) -> int:
        await asyncio.sleep(0.002)
        return step(number, at)

    return sum(await asyncio.gather(*(one(at) for at in range(3))))


def fail(number: int) -> int:
    raise ValueError(f"no {number}")
