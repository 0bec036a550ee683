"""
Recording small programs in tests, and traces as indented text: one line a call, two spaces a level.

    fibonacci(n=1) → 1
    broken() raised ValueError('bad')
    numbers(limit=2) yielded 0
    ↻ numbers(limit=2) yielded 1          a step of the call that began above
"""

from __future__ import annotations

import io
import itertools
import re
import sys
import textwrap
from typing import Any

from calltrace import Chunk, Include, Recorder, Scope
from calltrace.file import Assembler

HOOKS = ("monitoring", "profile") if sys.version_info >= (3, 12) else ("profile",)
EVERYTHING = Include(libraries=True, standard_library=True)
PROGRAM_ONLY = Include()


class Recorded:
    """A recorded run: the trace, the chunks it came in, what the program printed and raised."""

    def __init__(
        self,
        source: str,
        hook: str,
        include: Include = PROGRAM_ONLY,
        recorder_class: type[Recorder] = Recorder,
        root: str | None = None,
        **options: Any,
    ) -> None:
        self.source = textwrap.dedent(source)
        self.chunks: list[Chunk] = []
        self.hook = hook
        assembler = Assembler()

        def sink(chunk: Chunk) -> None:
            self.chunks.append(chunk)
            assembler.add(chunk)
            self.took()

        # Clocks that go on by 1 µs at each look: values cost the same on every machine.
        options.setdefault("clock", itertools.count(0.0, 1e-6).__next__)
        options.setdefault("cost_clock", itertools.count(0.0, 1e-6).__next__)
        scope = Scope(include, program=frozenset({"main.py"}), root=root)
        options.setdefault(
            "read_source", lambda filename, names: self.source if filename == "main.py" else ""
        )
        recorder = self.recorder = recorder_class(scope, sink, hook=hook, **options)
        code = compile(self.source, "main.py", "exec", dont_inherit=True)
        namespace = {"__name__": "__main__", "recorder": recorder, "chunks": self.chunks}
        self.error: BaseException | None = None
        stdout, sys.stdout = sys.stdout, io.StringIO()
        recorder.start()
        try:
            exec(code, namespace)
        except BaseException as error:
            self.error = error
        finally:
            recorder.stop()
            self.printed = sys.stdout.getvalue()  # type: ignore[attr-defined]
            sys.stdout = stdout
        self.data = assembler.finish(
            program={"filename": "main.py", "source": self.source, "example": None},
            environment={"python": "3", "platform": sys.platform, "runtime": "test", "packages": {}},
            recording={
                "started_at": "2026-11-21T10:00:00Z",
                "duration_us": recorder.duration_us,
                "hook": recorder.hook.name,
                "include": include.as_json(),
                "calls_seen": recorder.calls_seen,
                "calls_recorded": recorder.calls_recorded,
                "max_calls": recorder.max_calls,
                "outcome": "finished",
                "error": None,
            },
        )

    def took(self) -> None:
        """Called after each chunk, for tests in which that takes its time."""

    def tree(self, *, lines: bool = False) -> str:
        return tree(self.data, lines=lines)

    def value(self, index: int | None) -> str:
        return "?" if index is None else str(self.data["values"][index]["text"])

    def column(self, name: str) -> list[Any]:
        return list(self.data["calls"][name])

    def after(self) -> list[str]:
        """Of each call the variables that differ from its arguments when it ends, such as `n=1, items=[2]`."""
        return [
            ", ".join(f"{name}={self.value(value)}" for name, value in changed or ())
            for changed in self.column("after")
        ]

    def names(self) -> list[str]:
        return [self.data["functions"][function]["qualname"] for function in self.column("function")]


def tree(data: dict[str, Any], *, lines: bool = False) -> str:
    """All calls below their parents, in order of beginning. `lines` adds the line of the call."""
    calls, functions, values = data["calls"], data["functions"], data["values"]
    steps = {step for step, _ in data["resumes"]}
    depths: list[int] = []
    text: list[str] = []
    for i, parent in enumerate(calls["parent"]):
        depths.append(0 if parent < 0 else depths[parent] + 1)
        function = functions[calls["function"][i]]
        arguments = calls["arguments"][i] or [None] * len(function["parameters"])
        shown = ", ".join(
            f"{name}={'?' if value is None else values[value]['text']}"
            for name, value in zip(function["parameters"], arguments, strict=True)
        )
        result = "" if calls["result"][i] is None else values[calls["result"][i]]["text"]
        outcome = {"returned": "→", "unfinished": "…"}.get(calls["outcome"][i], calls["outcome"][i])
        name = function["qualname"].replace("<locals>.", "")
        line = f" @{calls['call_line'][i]}" if lines and calls["call_line"][i] else ""
        resumed = "↻ " if i in steps else ""
        text.append(f"{'  ' * depths[i]}{resumed}{name}({shown}){line} {outcome} {result}".rstrip())
    return "\n".join(text)


def expect(recorded: Recorded, text: str, *, lines: bool = False) -> None:
    """
    Compares with a tree written in a test. The module's own call, `<module>() → None`, stands above it unsaid.
    setprofile does not say which exception leaves a call: there, that is left open.
    """
    wanted = textwrap.dedent(text).strip("\n")
    found = recorded.tree(lines=lines)
    head, _, rest = found.partition("\n")
    assert head.startswith("<module>()"), found
    if recorded.hook == "profile":
        wanted = re.sub(r"raised .*", "raised", wanted)
    assert textwrap.dedent(rest) == wanted, f"found:\n{textwrap.dedent(rest)}"
