# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Decorators and a context manager"
# blurb = "Wrappers around wrappers: who really calls whom when a function is decorated."
# order = 10
# ///
"""A decorator replaces a function by another
one that calls it. Here are two, stacked, and
a context manager.

Find `fetch` in the tree: it hangs below the
wrapper of `retry`, which hangs below the
wrapper of `logged`. The red calls failed and
were tried again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

depth = 0


@contextmanager
def indented() -> Iterator[None]:
    """Indent everything that is said inside the `with` block, also if the block fails."""
    global depth
    depth += 1
    try:
        yield
    finally:
        depth -= 1


def say(message: str) -> None:
    print("  " * depth + message)


def logged(function: Callable) -> Callable:
    """Say when the function begins and what it returned."""

    @wraps(function)
    def logging_wrapper(*arguments):
        say(f"{function.__name__}{arguments}")
        with indented():
            result = function(*arguments)
            say(f"→ {result!r}")
        return result

    return logging_wrapper


def retry(times: int) -> Callable:
    """A decorator with a setting is a function that makes a decorator."""

    def decorate(function: Callable) -> Callable:
        @wraps(function)
        def retrying_wrapper(*arguments):
            for attempt in range(1, times):
                try:
                    return function(*arguments)
                except ConnectionError as error:
                    say(f"attempt {attempt} failed: {error}")
            return function(*arguments)  # the last attempt may fail for good

        return retrying_wrapper

    return decorate


weather_report = iter(["storm", "rain", "sunshine", "clouds"])


@logged
@retry(times=3)
def fetch(station: str) -> str:
    """Ask a station that cannot be reached in bad weather."""
    weather = next(weather_report)
    if weather in ("storm", "rain"):
        raise ConnectionError(weather)
    return f"{weather} at {station}"


@logged
def compare(first: str, second: str) -> str:
    return f"{fetch(first)}, {fetch(second)}"


compare("Bergen", "Cusco")
