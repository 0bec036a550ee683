"""
Values of well-known types of the standard library, which a trace tells by their text alone: what is written for them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from .source import CannotWrite, Import, Source, combine, quoted

# Gives the source of something in a module of the standard library.
Standard = Callable[..., Source]

_DATETIME = frozenset({Import("datetime")})
_DURATION = re.compile(r"(?:(?P<days>-?\d+) days?, )?(?P<h>\d+):(?P<m>\d\d):(?P<s>\d\d)(?:\.(?P<us>\d{6}))?")


def _moment(kind: type[datetime.date] | type[datetime.time]) -> Callable[[str, Standard], Source]:
    def write(text: str, standard: Standard) -> Source:
        try:
            return Source(repr(kind.fromisoformat(text)), _DATETIME)
        except ValueError:
            raise CannotWrite(f"its time zone is not in the trace ({text})") from None

    return write


def _duration(text: str, standard: Standard) -> Source:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise CannotWrite(f"the trace says of it only {text!r}")
    days, hours, minutes, seconds, micro = [int(part or 0) for part in found.groups()]
    duration = datetime.timedelta(days, seconds, micro, hours=hours, minutes=minutes)
    return Source(repr(duration), _DATETIME)


def _zone(text: str, standard: Standard) -> Source:
    found = re.fullmatch(r"timezone\(UTC(?:([+-])(\d\d):(\d\d))?\)", text)
    if found is None:
        raise CannotWrite(f"the trace says of it only {text!r}")
    sign, hours, minutes = found.groups()
    if sign is None:
        return Source("datetime.timezone.utc", _DATETIME)
    offset = datetime.timedelta(hours=int(hours), minutes=int(minutes))
    return Source(repr(datetime.timezone(-offset if sign == "-" else offset)), _DATETIME)


def _by_text(module: str, name: str, shown: str = "") -> Callable[[str, Standard], Source]:
    """A type whose text is the call of its class with one text."""

    def write(text: str, standard: Standard) -> Source:
        named = standard(module, name)
        given = re.fullmatch(r"\w+\((.*)\)", text, re.DOTALL)
        if given is None or "…" in text:
            raise CannotWrite(f"the trace says of it only {text!r}")
        inner = given.group(1)
        if inner[:1] in ("'", '"'):
            inner = quoted(inner[1:-1]) if "\\" not in inner else inner
        return combine(f"{named.text}({inner})", [named])

    return write


def _pattern(text: str, standard: Standard) -> Source:
    if "…" in text:
        raise CannotWrite("the trace has only the beginning of a pattern")
    found = re.fullmatch(r"re\.compile\('(.*)'\)", text, re.DOTALL)
    if (
        found
        and "\\\\" in text
        and not re.search(r"(?<!\\)(\\\\)*\\[^\\]", found.group(1))
        and '"' not in text
    ):
        body = found.group(1).replace("\\\\", "\\")
        if not body.endswith("\\"):
            return Source(f're.compile(r"{body}")', frozenset({Import("re")}))
    return Source(text, frozenset({Import("re")}))


def _array(text: str, standard: Standard) -> Source:
    if "…" in text:
        raise CannotWrite("the recording kept only the beginning of an array")
    named = standard("array", "array")
    return combine(f"{named.text}{text.removeprefix('array')}".replace("'", '"'), [named])


def _as_is(text: str, standard: Standard) -> Source:
    return Source("..." if text == "Ellipsis" else text)


KNOWN: dict[str, Callable[[str, Standard], Source]] = {
    "datetime.date": _moment(datetime.date),
    "datetime.datetime": _moment(datetime.datetime),
    "datetime.time": _moment(datetime.time),
    "datetime.timedelta": _duration,
    "datetime.timezone": _zone,
    "decimal.Decimal": _by_text("decimal", "Decimal"),
    "fractions.Fraction": _by_text("fractions", "Fraction"),
    "uuid.UUID": _by_text("uuid", "UUID"),
    "pathlib.PurePosixPath": _by_text("pathlib", "PurePosixPath"),
    "pathlib.PureWindowsPath": _by_text("pathlib", "PureWindowsPath"),
    "pathlib.PosixPath": _by_text("pathlib", "Path"),
    "pathlib.WindowsPath": _by_text("pathlib", "Path"),
    "re.Pattern": _pattern,
    "array.array": _array,
    "range": _as_is,
    "ellipsis": _as_is,
    "NotImplementedType": _as_is,
}


def named_class(name: str, standard: Standard) -> Source:
    """A class of an installed module, by its full name."""
    module, _, short = name.rpartition(".")
    if not short.isidentifier():
        raise CannotWrite(f"the class {name} has no name that a test could use")
    package = standard(module)
    return combine(f"{package.text}.{short}", [package])
