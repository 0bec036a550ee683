"""The magics of notebooks, in IPython itself where it is there; it is no dependency of the project."""

from pathlib import Path

import pytest

import calltrace
from calltrace.page import NO_VIEWER

interactive = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%calltrace --text\nfib(3)", "  fib(n=3) → 2\n    fib(n=2) → 1"),
        ("%calltrace --text fib(2)", "  fib(n=2) → 1"),
        ("%%calltrace --text -o run.json\nfib(1)", "fib(n=1) → 1"),
        ("%%calltrace --text\nraise KeyError('x')", "ended by KeyError: 'x'"),
        ("%%calltrace --nonsense\nfib(1)", "unrecognized arguments: --nonsense"),
        ("%%calltrace -o run.txt\nfib(1)", "one of .json, .json.gz, .html"),
        ("%%calltrace -o no/such/run.json\nfib(1)", "there is no folder"),
        ("%calltrace", "there is nothing to record"),
        ("%%calltrace --help\nx", "--height 800"),
        ("%%calltrace\nimport asyncio\nawait asyncio.sleep(0)", "with calltrace.record() as run:"),
    ],
)
def test_a_cell_is_recorded_and_what_is_wrong_is_one_sentence(
    cell: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    shell = interactive.InteractiveShell.instance()
    calltrace.load_ipython_extension(shell)
    shell.run_cell("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)")
    shell.run_cell(cell)
    assert said in capsys.readouterr().out
    assert (tmp_path / "run.json").exists() == ("-o run.json" in cell)


def test_the_picture_is_a_frame_that_holds_the_page() -> None:
    from calltrace.notebook import bundle_of

    with calltrace.record() as run:
        len("")
    shown = bundle_of(run, 300)
    if "text/html" not in shown:
        pytest.skip(NO_VIEWER)
    assert shown["text/html"].startswith("<iframe ") and "height: 300px" in shown["text/html"]
    assert shown["text/html"].count("<iframe") == 1 and 'sandbox="allow-scripts' in shown["text/html"]
