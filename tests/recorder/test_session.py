"""One run of a program for the worker: what is handed over, how it ends, what it leaves behind."""

from __future__ import annotations

import builtins
import json
import os
import re
import signal
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import playground_session
from calltrace import Include
from calltrace.plugins import registry

from .sessions import run

pytestmark = pytest.mark.usefixtures("folder")


def test_a_program_that_ends_well(hook: str) -> None:
    recording, host = run("def f(n): return n\nprint(f(1))\n", hook)
    assert (recording["outcome"], recording["error"], recording["hook"]) == ("finished", None, hook)
    assert (recording["calls_seen"], recording["calls_recorded"], recording["max_calls"]) == (2, 2, 1000)
    assert recording["include"] == Include().as_json()
    assert recording["duration_us"] > 0
    assert host.names() == ["<module>", "f"]
    assert host.printed() == "1\n"
    assert host.texts[0]["sources"]["main.py"] == "def f(n): return n\nprint(f(1))\n"


def test_top_level_await(hook: str) -> None:
    source = """
class Later:
    def __await__(self):
        yield 'wait'
        return 7
async def main():
    return await Later()
print(await main())
"""
    result, host = run(source, hook)
    assert result["outcome"] == "finished"
    assert host.printed() == "7\n"
    assert host.names().count("<module>") == 2
    assert host.texts[0]["functions"][0]["kind"] == "module"


def test_the_program_finds_itself_as_python_would_have_it(hook: str, folder: Path) -> None:
    source = """
import inspect, sys, __main__
def f(): "docs"
print(__name__, __file__, sys.argv, __main__.f is f)
print(inspect.getsource(f), end='')
import pickle
class A: pass
print(type(pickle.loads(pickle.dumps(A()))) is A)
"""
    _, host = run(source, hook)
    assert host.printed().splitlines() == [
        f"__main__ {Path.cwd() / 'main.py'} ['main.py'] True",
        'def f(): "docs"',
        "True",
    ], host.printed("stderr")


def test_a_program_may_register_a_plugin(hook: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text(encoding="utf-8")
    program, event = re.findall(r"```(?:python|json)\n(.*?)```", text, re.DOTALL)
    before = list(registry.registered)
    try:
        recording, host = run(program, hook)
    finally:
        registry.registered[:] = before
    assert recording["outcome"] == "finished", host.printed("stderr")
    found = [event for text in host.texts for event in text["events"]]
    assert [event["data"] for event in found if event["kind"] == "wrap"] == [json.loads(event)["data"]]


def test_modules_beside_the_program_are_the_programs(hook: str, folder: Path) -> None:
    (folder / f"helper_{hook}.py").write_text("def help(n):\n    return n + 1\n")
    result, host = run(f"import helper_{hook}\nhelper_{hook}.help(1)\n", hook)
    assert result["outcome"] == "finished", host.printed("stderr")
    assert host.names() == ["<module>", "<module>", "help"]
    files = {function["file"] for text in host.texts for function in text["functions"]}
    assert files == {"main.py", f"helper_{hook}.py"}


def test_output_of_every_kind(hook: str) -> None:
    source = """
import sys
def say(): print('a', 'b', sep='-', end='!')
say()
sys.stdout.write('w')
sys.stderr.write('e')
print('x', file=sys.stderr, flush=True)
sys.stdout.writelines(['1', '2'])
print(sys.stdout.isatty(), sys.stdout.encoding)
try: sys.stdout.write(b'bytes')
except TypeError as error: print(error)
"""
    _, host = run(source, hook)
    assert host.printed() == "a-b!w12False utf-8\nwrite() argument must be str, not bytes\n"
    assert host.printed("stderr") == "ex\n"
    assert host.names()[host.pieces[0]["call"]] == "say"


def test_the_interpreter_is_as_it_was(hook: str) -> None:
    before = (sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"], sys.getprofile(), builtins.print)
    run("raise SystemExit", hook)
    run("def f(): f()\nf()", hook)
    assert before == (
        sys.stdout,
        sys.stderr,
        sys.argv,
        sys.modules["__main__"],
        sys.getprofile(),
        builtins.print,
    )
    if sys.version_info >= (3, 12):
        assert all(sys.monitoring.get_tool(tool) != "calltrace" for tool in range(6))


def test_include_and_max_calls_are_taken_from_the_request(hook: str) -> None:
    include = Include(libraries=True, packages=("pandas",), standard_library=True).as_json()
    result, host = run("import textwrap\ntextwrap.dedent('a')\n", hook, include=include, maxCalls=1)
    assert result["include"] == include
    assert result["calls_recorded"] == 1
    assert result["calls_seen"] > 1
    assert len(host.names()) == 1


def test_a_second_run_records_again(hook: str) -> None:
    for _ in range(2):
        _, host = run("def f(): pass\nf()\n", hook)
        assert host.names() == ["<module>", "f"]


@pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="needs raise_signal")
def test_the_signal_that_asks_for_everything_so_far(hook: str) -> None:
    source = """
import signal
def f(n):
    signal.raise_signal(signal.SIGUSR1)
    return n
f(1)
"""
    host = run(source, hook, interrupt=True)[1]
    assert host.times_flushed == 1
    assert signal.getsignal(signal.SIGUSR1) is not None


def test_flush_outside_of_a_run_does_nothing() -> None:
    playground_session.flush()


def test_imports() -> None:
    source = """
import a, b.c as d
from e.f import g
from . import h
def function():
    try:
        import i
    except ImportError:
        from j import *
import a
"""
    assert playground_session.imports(source) == ["a", "b", "e", "i", "j"]
    assert playground_session.imports("import") == []
    assert playground_session.imports("\x00") == []
    assert playground_session.imports("(" * 10_000) == []


def test_only_what_may_be_is_imported_ahead_and_nothing_else_of_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    for name in ("early_part", "late"):
        (tmp_path / f"{name}.py").write_text(f"print('{name} is imported')\n")
    (tmp_path / "early.py").write_text("import early_part\nprint('early is imported')\n")
    (tmp_path / "broken.py").write_text("import nowhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    source = dedent("""
        import early, late
        from broken import x
        from early import nothing
        print("the program runs")
        1 / 0
        def later():
            import late
    """)
    try:
        assert playground_session.import_ahead(source, ["early", "broken"]) == ["early", "early_part"]
        assert capsys.readouterr() == ("", "")
        assert playground_session.import_ahead("import (", ["early"]) == []
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]


def test_the_file_is_written_where_the_program_runs(folder: Path) -> None:
    run("x = 'ä'\n")
    assert (folder / "main.py").read_text("utf-8") == "x = 'ä'\n"
    assert Path.cwd() == Path(os.path.realpath(folder))


def test_another_file_of_the_program_is_its_own_code(hook: str, folder: Path) -> None:
    (folder / "shapes_of_ours.py").write_text("def area(r):\n    return 3 * r * r\n")
    recording, host = run("import shapes_of_ours\nprint(shapes_of_ours.area(2))\n", hook)
    assert (recording["outcome"], host.printed()) == ("finished", "12\n")
    assert host.names() == ["<module>", "<module>", "area"]
    functions = [function for text in host.texts for function in text["functions"]]
    assert [(one["file"], one["origin"]) for one in functions] == [
        ("main.py", "program"),
        ("shapes_of_ours.py", "program"),
        ("shapes_of_ours.py", "program"),
    ]
    sources = {file: text for chunk in host.texts for file, text in chunk["sources"].items()}
    assert sources["shapes_of_ours.py"].startswith("def area(r):")
