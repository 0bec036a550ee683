"""
Runs a piece of a program as a part of a request: while it runs, and only then, the context says that the request does.
What is asynchronous runs in steps, between which its task waits and others run in the same context; so each step is
marked by itself.
"""

from __future__ import annotations

from _thread import get_ident
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any, TypeVar

from .process import PROCESS, RequestRecorder

Result = TypeVar("Result")
# Is called where an answer has ended, with the exception that ended it before its time.
Over = Callable[[BaseException | None], None]


class Part:
    """A context manager: what runs inside it is a part of the request."""

    __slots__ = ("_entered", "_recorder", "_token")

    def __init__(self, recorder: RequestRecorder) -> None:
        self._recorder = recorder

    def __enter__(self) -> None:
        self._token = PROCESS.current.set(self._recorder)
        self._entered = PROCESS.hook.enter()

    def __exit__(self, *error: Any) -> None:
        if self._entered:
            PROCESS.hook.leave(get_ident())
        PROCESS.current.reset(self._token)


class Steps(Generator[Any, Any, Result]):
    """An awaitable, each of whose steps is a part of the request. It does as the one that `start` gives."""

    __slots__ = ("_inner", "_part", "_start")

    def __init__(self, part: Callable[[], Part], start: Callable[[], Any]) -> None:
        self._part, self._start = part, start
        self._inner: Any = None

    def __await__(self) -> Steps[Result]:
        with self._part():
            self._inner = self._start().__await__()
        return self

    def __iter__(self) -> Steps[Result]:
        return self

    def __next__(self) -> Any:
        with self._part():
            return next(self._inner)

    def send(self, value: Any) -> Any:
        with self._part():
            return next(self._inner) if value is None else self._inner.send(value)

    def throw(self, *error: Any) -> Any:
        with self._part():
            return self._inner.throw(*error)

    def close(self) -> None:
        with self._part():
            close = getattr(self._inner, "close", None)
            if close is not None:
                close()


class Pieces(Iterator[Any]):
    """The pieces of a streamed answer, each made as a part of the request; `over` is called after the last one,
    and once more where the answer is closed."""

    def __init__(self, part: Callable[[], Part], inner: Any, over: Over) -> None:
        self._part, self._inner, self._over = part, inner, over
        with part():
            self._pieces = iter(inner)

    def __iter__(self) -> Pieces:
        return self

    def __next__(self) -> Any:
        try:
            with self._part():
                return next(self._pieces)
        except StopIteration:
            self._over(None)
            raise
        except BaseException as error:
            self._over(error)
            raise

    def close(self) -> None:
        try:
            with self._part():
                close = getattr(self._inner, "close", None)
                if close is not None:
                    close()
        finally:
            self._over(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class SizedPieces(Pieces):
    """Servers count the pieces of an answer, where they can, to say how long it is."""

    def __len__(self) -> int:
        return len(self._inner)


class AsyncPieces(AsyncIterator[Any]):
    """The same of an asynchronous answer."""

    def __init__(self, part: Callable[[], Part], inner: Any, over: Over) -> None:
        self._part, self._inner, self._over = part, inner, over
        with part():
            self._pieces = aiter(inner)

    def __aiter__(self) -> AsyncPieces:
        return self

    async def __anext__(self) -> Any:
        try:
            return await Steps(self._part, self._pieces.__anext__)
        except StopAsyncIteration:
            self._over(None)
            raise
        except BaseException as error:
            self._over(error)
            raise

    async def aclose(self) -> None:
        try:
            close = getattr(self._inner, "aclose", None)
            if close is not None:
                await Steps(self._part, close)
        finally:
            self._over(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
