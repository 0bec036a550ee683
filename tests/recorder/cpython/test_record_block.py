"""`calltrace.record` as a with-block and as a decorator. What is recorded runs in this very process."""

import asyncio
import cProfile
import json
import threading
import warnings
from pathlib import Path

import pytest

import calltrace
from calltrace.file import read


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def shape(run: calltrace.Run) -> list[str]:
    """The names of the calls, indented by how deep they lie."""
    calls = run.trace["calls"]
    depths: list[int] = []
    for parent in calls["parent"]:
        depths.append(0 if parent < 0 else depths[parent] + 1)
    names = [run.trace["functions"][function]["name"] for function in calls["function"]]
    return ["  " * depth + name for depth, name in zip(depths, names, strict=True)]


def test_only_what_the_block_calls_is_recorded(tmp_path: Path) -> None:
    fib(1)
    with calltrace.record(tmp_path / "run.json") as run:
        fib(2)
        with pytest.raises(RuntimeError, match="goes on"):
            run.save(tmp_path / "early.json")
    fib(1)
    assert shape(run) == ["fib", "  fib", "  fib"]
    assert read(tmp_path / "run.json") == run.trace
    assert "fib(n=2) → 1\n  fib(n=1) → 1" in str(run)
    assert [(call.path, call.arguments, call.result) for call in run.calls("fib")] == [
        ("fib", {"n": 2}, 1),
        ("fib~2", {"n": 1}, 1),
        ("fib/fib#2", {"n": 0}, 0),
    ]
    assert run.calls("nothing") == []
    assert len(run) == 3
    run.save(tmp_path / "again.json.gz")
    assert read(tmp_path / "again.json.gz") == run.trace


def test_each_kind_of_function_is_decorated(tmp_path: Path) -> None:
    """Consumers of generators are not recorded, tasks that a coroutine waits for are."""
    runs: list[list[str]] = []
    path = tmp_path / "run.json"
    recording = calltrace.record(path)

    def kept() -> list[str]:
        run = calltrace.Run()
        run._finish(json.loads(path.read_text()))
        return shape(run)

    @recording
    def plain(n: int) -> int:
        """Its text."""
        return fib(n)

    assert (plain(1), plain.__name__, plain.__doc__) == (1, "plain", "Its text.")
    runs.append(kept())

    @recording
    def steps():
        got = yield fib(0)
        try:
            yield got
        except KeyError:
            yield fib(1)
        return "end"

    generator = steps()
    assert next(generator) == 0
    fib(2)
    assert generator.send("sent") == "sent"
    assert generator.throw(KeyError("thrown")) == 1
    with pytest.raises(StopIteration) as ended:
        next(generator)
    assert ended.value.value == "end"
    runs.append(kept())

    async def child() -> int:
        await asyncio.sleep(0)
        return fib(1)

    @recording
    async def main() -> list[int]:
        return await asyncio.gather(child(), child())

    assert asyncio.run(main()) == [1, 1]
    runs.append(sorted(set(kept())))

    @recording
    async def values():
        yield fib(0)
        yield fib(1)

    async def consume() -> list[int]:
        return [value + fib(0) async for value in values()]

    assert asyncio.run(consume()) == [0, 1]
    runs.append(kept())
    assert runs == [
        ["plain", "  fib"],
        ["steps", "  fib", "steps", "steps", "  fib", "steps"],
        ["  fib", "child", "main"],
        ["values", "  fib", "values", "  fib", "values"],
    ]


def test_a_generator_that_is_dropped_ends_its_recording() -> None:
    @calltrace.record
    def steps():
        yield 1
        yield 2

    generator = steps()
    next(generator)
    generator.close()
    with calltrace.record() as run:
        fib(1)
    assert shape(run) == ["fib"]


def failing() -> None:
    raise KeyError("inside")


def test_exceptions_pass_unchanged_and_are_told() -> None:
    with pytest.raises(KeyError) as raised, calltrace.record() as run:
        failing()
    error = run.trace["recording"]["error"]
    assert (raised.value.args, error["type"], error["call"]) == (("inside",), "KeyError", 0)
    assert "raised in failing" in str(run)
    # What a recorded call raised before and the block caught is not where this one comes from.
    with pytest.raises(ValueError), calltrace.record() as run:
        with pytest.raises(KeyError):
            failing()
        raise ValueError("of the block")
    assert run.trace["recording"]["error"]["call"] is None
    with pytest.raises(SystemExit), calltrace.record() as run:
        raise SystemExit(0)
    assert run.trace["recording"]["outcome"] == "finished"


def test_the_outermost_wins_and_says_which_file_was_not_written(tmp_path: Path) -> None:
    with calltrace.record() as outer:
        for _ in range(2):
            with calltrace.record(tmp_path / "inner.json") as inner:
                fib(1)
    assert shape(outer) == ["fib", "fib"]
    remarks = [note for note in outer.trace["recording"]["remarks"] if "inner.json was not written" in note]
    assert len(remarks) == 1
    assert not (tmp_path / "inner.json").exists()
    with pytest.raises(RuntimeError, match="the outermost wins"):
        inner.trace  # noqa: B018


def test_a_second_recording_at_the_same_time_says_so() -> None:
    said: list[str] = []

    def work() -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with calltrace.record() as second:
                fib(1)
            said.extend([str(caught[0].message), str(second)])
        assert caught[0].filename == __file__

    with calltrace.record() as run:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert "goes on, and has its calls" in said[0] and "has its calls" in said[1]
    assert [name.strip() for name in shape(run) if "fib" in name] == ["fib"]


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"path": "run.txt"}, ValueError, "one of .json, .json.gz, .html"),
        ({"path": "no/such/folder/run.json"}, OSError, "there is no folder"),
        ({"max_calls": -1}, ValueError, "max_calls"),
        ({"hook": "trace"}, ValueError, "no hook"),
    ],
)
def test_wrong_use_is_said_before_the_block_runs(options: dict, error: type, sentence: str) -> None:
    path = options.pop("path", None)
    with pytest.raises(error, match=sentence):
        calltrace.record(path, **options)


def test_what_cannot_be_written_at_the_end_is_said_and_the_trace_stays(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    path = folder / "run.json"
    with pytest.warns(RuntimeWarning, match="could not be written.*run.save"), calltrace.record(path) as run:
        fib(1)
        folder.rmdir()
    run.save(tmp_path / "run.json")
    assert read(tmp_path / "run.json") == run.trace


def test_options_are_those_of_the_command_line() -> None:
    def load(password: str, colour: str) -> str:
        return json.dumps([password, colour])

    with calltrace.record(include_stdlib=True, redact="colour", max_calls=2) as run:
        load("a long passphrase", "red")
    assert shape(run) == ["load", "  dumps"]
    assert run.trace["recording"]["calls_seen"] > 2
    assert run.calls("load")[0].arguments == {"password": "redacted", "colour": "redacted"}


def test_code_that_was_freed_is_not_taken_for_other_code() -> None:
    """A module's code is freed when it has run, and the next one is given its place in memory."""

    def import_many() -> None:
        for lines in range(1, 300):
            for text in ("x = 1\n" * lines, "class Kept:\n" + "    x = 1\n" * (lines + 1)):
                code = compile(text, "/usr/site-packages/other/module.py", "exec")
                exec(code, {"__name__": "other.module"})
                del code

    with calltrace.record(include="many", hook="profile") as run:
        import_many()
    assert run.trace["recording"]["outcome"] == "finished"
    assert not [note for note in run.trace["recording"].get("remarks", ()) if "hook" in note]


@pytest.mark.parametrize("hook", [None, "profile"])
def test_cprofile_around_a_block_goes_on_behind_it(hook: str | None) -> None:
    def behind() -> None:
        pass

    profiler = cProfile.Profile()
    profiler.enable()
    with calltrace.record(hook=hook) as run:
        fib(1)
    behind()
    profiler.disable()
    assert shape(run) == ["fib"]
    assert "behind" in {entry.code.co_name for entry in profiler.getstats() if hasattr(entry.code, "co_name")}
