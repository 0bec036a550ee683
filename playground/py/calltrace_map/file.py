"""The map on disk: one JSON file, described in docs/test-map.md. Lines are written as ranges: "0-3,5"."""

from __future__ import annotations

import json
import os
from typing import Any

from .model import File, Key, Map, Ran, Test

FORMAT, VERSION = "calltrace-map", 1


class MapError(Exception):
    """The file is not what `write` writes; the message is one sentence."""


def to_text(found: Map) -> str:
    keys = sorted({(file, name) for file, each in found.files.items() for name in each.blocks})
    number = {key: at for at, key in enumerate(keys)}
    head = {
        "format": FORMAT,
        "version": VERSION,
        "environment": found.environment,
        "opened": dict(sorted(found.opened.items())),
    }
    lines = [f"{_dump(name)}:{_dump(value)}" for name, value in head.items()]
    files = {name: {"text": each.text, "loads": sorted(each.loads)} for name, each in found.files.items()}
    lines.append(_each("files", files))
    blocks = [_dump([file, name, found.files[file].blocks[name]]) for file, name in keys]
    lines.append('"blocks":[' + ",\n".join(blocks) + "]")
    lines.append(_each("shared", {name: _ran(each, number) for name, each in found.shared.items()}))
    lines.append(_each("tests", {name: _test(each, number) for name, each in found.tests.items()}))
    return "{" + ",\n".join(lines) + "}\n"


def from_text(text: str) -> Map:
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError
        if data["version"] != VERSION:
            raise MapError(
                "it was written by another version of calltrace: write it again with --calltrace-map."
            )
        files = {name: File(each["text"], {}, set(each["loads"])) for name, each in data["files"].items()}
        keys: list[Key] = []
        for file, name, digest in data["blocks"]:
            files[file].blocks[name] = digest
            keys.append((file, name))
        shared = {name: _read_ran(each, keys) for name, each in data["shared"].items()}
        tests = {
            name: Test(
                each["file"], _read_ran(each, keys), list(each.get("uses", ())), each["outcome"],
                float(each["ms"]), bool(each.get("due")),
            )
            for name, each in data["tests"].items()
        }  # fmt: skip
        return Map(dict(data["environment"]), files, dict(data["opened"]), shared, tests)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise MapError("it is not a map of tests: write one with pytest --calltrace-map.") from error


def read(path: str) -> Map:
    """Raises OSError or MapError."""
    with open(path, encoding="utf-8") as file:
        return from_text(file.read())


def write(path: str, found: Map) -> None:
    """Nobody ever sees half of the file."""
    draft = f"{path}.{os.getpid()}"
    with open(draft, "w", encoding="utf-8") as file:
        file.write(to_text(found))
    os.replace(draft, path)


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _each(name: str, values: dict[str, Any]) -> str:
    entries = ",\n".join(f"{_dump(key)}:{_dump(value)}" for key, value in sorted(values.items()))
    return f"{_dump(name)}:{{{entries}}}"


def _ran(ran: Ran, number: dict[Key, int]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "ran": {
            str(number[key]): _ranges(sorted(places))
            for key, places in sorted(ran.places.items())
            if key in number
        }
    }
    if ran.opened:
        data["opened"] = sorted(ran.opened)
    if ran.started:
        data["started"] = True
    return data


def _test(test: Test, number: dict[Key, int]) -> dict[str, Any]:
    data = {"file": test.file, "outcome": test.outcome, "ms": round(test.ms, 1), **_ran(test.ran, number)}
    if test.uses:
        data["uses"] = test.uses
    if test.due:
        data["due"] = True
    return data


def _read_ran(data: dict[str, Any], keys: list[Key]) -> Ran:
    places = {keys[int(number)]: _places(text) for number, text in data["ran"].items()}
    return Ran(places, set(data.get("opened", ())), bool(data.get("started")))


def _ranges(places: list[int]) -> str:
    parts: list[list[int]] = []
    for place in places:
        if parts and place == parts[-1][1] + 1:
            parts[-1][1] = place
        else:
            parts.append([place, place])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def _places(text: str) -> set[int]:
    found: set[int] = set()
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
