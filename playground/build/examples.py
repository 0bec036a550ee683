"""Reads the examples with their PEP 723 blocks, and has each of them recorded in the site's own Pyodide.

A recording is made again when the program, the runtime or a module that records or draws it has changed.
"""

from __future__ import annotations

import ast
import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calltrace.include import Include
from playground.build.runtime import Runtime, run_node
from playground.project import (
    CACHE,
    EXAMPLES,
    WEB,
    Failure,
    file_hash,
    files_in,
    key_of,
    say,
    two_at_a_time,
    write_atomically,
)

RECORDER = WEB / "tools" / "record-examples.ts"
# Matches `import {…} from "./name.ts"`, also over several lines, `export {…} from` and `import("./name.ts")`. Imports
# of types are passed over, because nothing is left of them when the script runs.
IMPORT = re.compile(
    r"""^(?:im|ex)port\s(?!type\s)[^"';]*?["'](\.[^"']+)["']|\bimport\(\s*["'](\.[^"']+)["']""", re.MULTILINE
)
BLOCK = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$\n*")
# What the page calls the program itself.
MAIN = "main.py"
# What an example includes where its block does not say.
INCLUDE = Include().as_json()


@dataclass(frozen=True)
class Example:
    name: str
    title: str
    blurb: str
    order: int
    source: str
    """The program without its block, as the page shows it."""
    include: dict[str, Any]
    dependencies: tuple[str, ...]
    files: dict[str, str]
    """The texts beside the program, by their paths; none where the example is one file."""

    @property
    def texts(self) -> dict[str, str]:
        """All of its texts, by their paths."""
        return {MAIN: self.source, **self.files}


@dataclass(frozen=True)
class Recorded:
    example: Example
    trace: Path
    picture: Path
    files: Path | None
    """Its texts as JSON, for an example of several files: the page fetches them when it is opened."""
    calls: int


def read_example(path: Path) -> Example:
    """
    A file, or a folder with a main.py. Raises Failure with one sentence that names the file where its block is missing
    or not complete.
    """
    main = path / MAIN if path.is_dir() else path
    said = main.relative_to(path.parent).as_posix()
    text = main.read_text()
    block = BLOCK.search(text)
    if block is None:
        raise Failure(f"examples/{said} has no PEP 723 block (# /// script … # ///).")
    lines = block["content"].splitlines()
    try:
        data = tomllib.loads("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines))
        table = data["tool"]["playground"]
        include = {**INCLUDE, **table.get("include", {})}
        if set(include) != set(INCLUDE):
            raise KeyError("include has an unknown key")
        return Example(
            path.stem,
            str(table["title"]),
            str(table["blurb"]),
            int(table["order"]),
            text[: block.start()] + text[block.end() :],
            include,
            tuple(data.get("dependencies", ())),
            _texts_beside(main) if path.is_dir() else {},
        )
    except (KeyError, ValueError, TypeError, tomllib.TOMLDecodeError) as error:
        raise Failure(f"examples/{said}: its block is not complete: {error}.") from error


def _texts_beside(main: Path) -> dict[str, str]:
    """The files of the example's folder, without main.py and what Python keeps there."""
    paths = [path for path in files_in(main.parent) if path != main and "__pycache__" not in path.parts]
    return {path.relative_to(main.parent).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def read_examples(folder: Path = EXAMPLES) -> list[Example]:
    """All examples in the order of the gallery, which the `order` of each says."""
    paths = [*folder.glob("*.py"), *(path.parent for path in folder.glob(f"*/{MAIN}"))]
    examples = [read_example(path) for path in sorted(paths)]
    return sorted(examples, key=lambda example: (example.order, example.name))


def runnable(example: Example, runtime: Runtime) -> bool:
    """Whether the site has the packages that the example says it needs."""
    carried = {name.replace("_", "-") for name in runtime.packages}
    return all(re.split(r"[ <>=!~\[;]", need)[0].lower() in carried for need in example.dependencies)


def imported(example: Example, runtime: Runtime) -> list[str]:
    """The packages, by import name, that the program imports and the site has."""
    names: set[str] = set()
    texts = [text for name, text in example.texts.items() if name.endswith(".py")]
    for node in (node for text in texts for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return sorted(names & set(runtime.packages))


def loaded_by(script: Path) -> list[Path]:
    """The script and every module of ours that Node loads with it: all of the page's code that makes a recording."""
    found = {script}
    todo = [script]
    while todo:
        module = todo.pop()
        for names in IMPORT.findall(module.read_text("utf-8")):
            path = (module.parent / "".join(names)).resolve()
            if not path.is_file():
                raise Failure(f"{module.relative_to(WEB)} imports {''.join(names)}, which is not there.")
            if path not in found:
                found.add(path)
                todo.append(path)
    return sorted(found)


def record_examples(runtime: Runtime) -> list[Recorded]:
    examples = [example for example in read_examples() if runnable(example, runtime)]
    code = key_of(*loaded_by(RECORDER))
    folders = {
        example.name: CACHE / "examples" / key_of(example.texts, example.include, runtime.folder.name, code)
        for example in examples
    }
    todo = [example for example in examples if not (folders[example.name] / "done.json").is_file()]
    if todo:
        say(f"Recording {', '.join(example.name for example in todo)} …")
        _record(todo, runtime, folders)
    recorded = []
    for example in examples:
        folder = folders[example.name]
        os.utime(folder)
        calls = json.loads((folder / "done.json").read_text())["calls"]
        files = folder / f"{example.name}.files.json"
        if example.files:
            write_atomically(files, json.dumps(example.texts, ensure_ascii=False))
        trace, picture = folder / f"{example.name}.json", folder / f"{example.name}.svg"
        recorded.append(Recorded(example, trace, picture, files if example.files else None, calls))
    return recorded


def _record(examples: list[Example], runtime: Runtime, folders: dict[str, Path]) -> None:
    out = CACHE / "examples" / "new"
    out.mkdir(parents=True, exist_ok=True)

    def record(some: list[Example]) -> list[dict[str, Any]]:
        listed = out / f"{some[0].name}.list.json"
        write_atomically(
            listed,
            json.dumps(
                [{"name": e.name, "source": e.source, "files": e.files, "include": e.include} for e in some]
            ),
        )
        arguments = [str(RECORDER), "--runtime", str(runtime.folder), "--out", str(out), str(listed)]
        return [json.loads(line) for line in run_node(arguments, "Recording the examples").splitlines()]

    halves = [half for half in (examples[::2], examples[1::2]) if half]
    answers = [answer for half in two_at_a_time(record, halves) for answer in half]
    for answer in answers:
        folder = folders[answer["name"]]
        folder.mkdir(parents=True, exist_ok=True)
        for suffix in ("json", "svg"):
            (out / f"{answer['name']}.{suffix}").replace(folder / f"{answer['name']}.{suffix}")
        write_atomically(folder / "done.json", json.dumps(answer))
    unrecorded = {example.name for example in examples} - {answer["name"] for answer in answers}
    if unrecorded:
        raise Failure(f"Not recorded: {', '.join(sorted(unrecorded))}.")


def published_name(recorded: Path) -> str:
    """A name with a hash, which browsers may cache for ever: fibonacci.json becomes fibonacci-1a2b3c4d.json."""
    return f"{recorded.stem}-{file_hash(recorded)[:8]}{recorded.suffix}"
