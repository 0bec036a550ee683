"""
`@calltrace.record`: each call of a function is recorded, whichever of the four kinds it is. Of a generator its own
steps are recorded, and not what its consumer does between them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any, Protocol

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


class Recorded(Protocol):
    """A recording that was begun for one call."""

    def pause(self) -> None: ...

    def go_on(self) -> None: ...

    def end(self, error: BaseException | None) -> None: ...


Begin = Callable[[], Recorded]


class _Recording:
    """Begins a recording for one call, and ends it with the call."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    def __enter__(self) -> Recorded:
        self._block = self._begin()
        return self._block

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._block.end(error)


def decorated(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    """A function that does as `function`, and is recorded. `begin` begins a recording."""
    if inspect.iscoroutinefunction(function):
        return _coroutine(function, begin)
    if inspect.isasyncgenfunction(function):
        return _async_generator(function, begin)
    if inspect.isgeneratorfunction(function):
        return _generator(function, begin)

    @functools.wraps(function)
    def recorded(*given: Any, **named: Any) -> Any:
        with _Recording(begin):
            return function(*given, **named)

    return recorded


def _coroutine(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    @functools.wraps(function)
    async def recorded(*given: Any, **named: Any) -> Any:
        with _Recording(begin):
            return await function(*given, **named)

    return recorded


def _generator(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    @functools.wraps(function)
    def recorded(*given: Any, **named: Any) -> Generator[Any, Any, Any]:
        with _Recording(begin) as block:
            return (yield from _steps(function(*given, **named), block))

    return recorded


def _steps(generator: Generator[Any, Any, Any], block: Recorded) -> Generator[Any, Any, Any]:
    """As `yield from generator`, but paused wherever the generator waits."""
    step: Callable[[], Any] = functools.partial(next, generator)
    while True:
        try:
            value = step()
        except StopIteration as ended:
            return ended.value
        block.pause()
        try:
            sent = yield value
        except GeneratorExit:
            block.go_on()
            generator.close()
            raise
        except BaseException as thrown:
            block.go_on()
            step = functools.partial(generator.throw, thrown)
        else:
            block.go_on()
            step = functools.partial(generator.send, sent)


def _async_generator(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    @functools.wraps(function)
    async def recorded(*given: Any, **named: Any) -> AsyncGenerator[Any, Any]:
        with _Recording(begin) as block:
            generator: AsyncGenerator[Any, Any] = function(*given, **named)
            step = generator.__anext__()
            while True:
                try:
                    value = await step
                except StopAsyncIteration:
                    return
                block.pause()
                try:
                    sent = yield value
                except GeneratorExit:
                    block.go_on()
                    await generator.aclose()
                    raise
                except BaseException as thrown:
                    block.go_on()
                    step = generator.athrow(thrown)
                else:
                    block.go_on()
                    step = generator.asend(sent)

    return recorded
