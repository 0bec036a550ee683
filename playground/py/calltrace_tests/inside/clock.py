"""Another clock: what the program takes for now lies in another year, so that a test which depends on it fails."""

from __future__ import annotations

import datetime
import time
from typing import Any

_Date, _Moment = datetime.date, datetime.datetime
_REAL = {
    name: getattr(time, name) for name in ("time", "time_ns", "gmtime", "localtime", "strftime", "ctime")
}


def shift(seconds: int) -> None:
    """Moves the clock by so many seconds, for good."""
    if not seconds:
        return
    now = _REAL["time"]

    def moved(function: Any) -> Any:
        return lambda given=None: function(now() + seconds if given is None else given)

    def strftime(pattern: str, given: Any = None) -> Any:
        return _REAL["strftime"](pattern, time.localtime() if given is None else given)

    replaced: dict[str, Any] = {
        "time": lambda: now() + seconds,
        "time_ns": lambda: _REAL["time_ns"]() + seconds * 10**9,
        **{name: moved(_REAL[name]) for name in ("gmtime", "localtime", "ctime")},
        "strftime": strftime,
    }
    for name, function in replaced.items():
        setattr(time, name, function)
    _shift_dates(datetime.timedelta(seconds=seconds))


def _shift_dates(by: datetime.timedelta) -> None:
    class Kind(type):
        """What is of the real class is of the one in its place, which gives real objects."""

        def __instancecheck__(cls, instance: Any) -> bool:
            return isinstance(instance, cls.__mro__[1])

        def __subclasscheck__(cls, other: type) -> bool:
            return issubclass(other, cls.__mro__[1])

        def __call__(cls, *given: Any, **named: Any) -> Any:
            return cls.__mro__[1](*given, **named)

    class Date(_Date, metaclass=Kind):  # type: ignore[misc,valid-type]
        @classmethod
        def today(cls) -> Any:
            return (_Moment.now() + by).date()

    class Moment(_Moment, metaclass=Kind):  # type: ignore[misc,valid-type]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return _Moment.now(tz) + by

        @classmethod
        def today(cls) -> Any:
            return _Moment.now() + by

        @classmethod
        def utcnow(cls) -> Any:
            return _Moment.now(datetime.UTC).replace(tzinfo=None) + by

    Date.__name__, Moment.__name__ = "date", "datetime"
    datetime.date, datetime.datetime = Date, Moment  # type: ignore[misc]
