"""A run as a page of its own, and `calltrace view`, without a browser: what is written and read back, and what is said
of what cannot be."""

import os
import socket
from pathlib import Path

import pytest

from calltrace import cli, file, page
from calltrace.target import Target
from calltrace.validate import TraceFileError
from calltrace_viewer import editors, server
from calltrace_viewer.editors import Editor

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "traces" / "calls.json"


@pytest.fixture
def viewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A viewer of two lines: what is in the real one is for the tests of the page to say."""
    path = tmp_path / "viewer.html"
    path.write_text("<!doctype html>\n<!--run-->\n<script>…</script>", "utf-8")
    monkeypatch.setattr(page, "_VIEWER", str(path))
    return path


def small_trace() -> dict[str, object]:
    found = sorted(FIXTURE.parent.glob("*.json"))
    return file.read(found[0])


@pytest.mark.parametrize("block", [3, 300, 3 << 18])
def test_what_is_written_as_a_page_is_read_back(
    block: int, viewer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(page, "_BLOCK", block)
    data = small_trace()
    for name in ("run.html", "RUN.HTM"):
        file.write(data, tmp_path / name)
        assert file.read(tmp_path / name) == data
    page.write_page(data, tmp_path / "direct.html")
    assert (tmp_path / "direct.html").read_bytes() == (tmp_path / "run.html").read_bytes()
    assert page.run_in((tmp_path / "run.html").read_bytes()) is not None


@pytest.mark.parametrize("name", ['a"><script>alert(1)</script>', "größe.py", "\udcff.py"])
def test_a_name_in_a_page_is_text(name: str, viewer: Path):
    made = page.page_with(b"{}", name)
    _, _, rest = made.partition(b'data-run="')
    assert not set(rest.partition(b'"')[0]) & set(b"<>'")
    assert page.run_in(made) is not None


@pytest.mark.parametrize("content", ["<!doctype html><p>", '<!DOCTYPE html><script type="application/octet-stream" '
    'data-run="a">QUJDR</script>'])  # fmt: skip
def test_another_page_is_no_trace(content: str, tmp_path: Path):
    (tmp_path / "other.html").write_text(content)
    with pytest.raises(TraceFileError):
        file.read(tmp_path / "other.html")


def test_without_a_viewer_nothing_is_recorded_into_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page, "_VIEWER", str(tmp_path / "none"))
    with pytest.raises(OSError, match=r"name the output \.json, or install the wheel"):
        Target.find(str(tmp_path / "run.html"))
    Target.find(str(tmp_path / "run.json"))


def test_what_view_cannot_show_is_said_in_one_sentence(
    viewer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    # Nothing of this is to be shown, for which it would wait without an end.
    monkeypatch.setattr(
        server.ViewServer, "serve_forever", lambda self, **options: pytest.fail("it is shown")
    )
    (tmp_path / "run.json").write_text("{}")
    (tmp_path / "page.html").write_text("<!doctype html><p>")
    (tmp_path / "broken.html").write_bytes(page.page_with(b"{}", "x").replace(b"</script>", b"A</script>", 1))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words, code, sentence in [
            (["none.json"], 1, "none.json cannot be read: No such file or directory."),
            (["run.json", "."], 1, "is a folder: name a file in it."),
            (["page.html"], 1, "is a web page without a run in it."),
            (["broken.html"], 1, "is damaged: copy or record it again."),
            (["--editor", "no-such-editor", "run.json"], 2, "there is no program called no-such-editor here"),
            (["--port", port, "run.json"], 1, f"port {port} is taken; name another, or leave --port out"),
            (["--port", "70000", "run.json"], 2, "a port is a number from 1 to 65535"),
            ([], 2, "the following arguments are required: file"),
        ]:
            assert cli.main(["view", "--no-open", *words]) == code, words
            said = capsys.readouterr().err
            assert sentence in said and "Traceback" not in said, said


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("code", "--goto {path}:7"),
        ("code --wait", "--wait --goto {path}:7"),
        ("pycharm", "--line 7 {path}"),
        ("vim", "+7 {path}"),
        ("ed-of-mine", "{path}"),
    ],
)
def test_each_editor_is_given_the_place_in_its_own_way(
    command: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    name = command.split()[0]
    program = tmp_path / name
    program.write_text('#!/bin/sh\nprintf "%s " "$@"\n')
    program.chmod(0o755)
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "mod.py").touch()
    (tmp_path / "notes.txt").touch()
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    opened: list[list[str]] = []

    class Started:
        def __init__(self, words: list[str]) -> None:
            opened.append(words)

        def wait(self) -> None: ...

    monkeypatch.setattr(editors.subprocess, "Popen", Started)
    editor = Editor.find(command, [str(tmp_path)])
    assert editor is not None
    assert editor("pkg/mod.py", 7) is None
    assert " ".join(opened[0]) == f"{program} {expected.format(path=tmp_path / 'pkg' / 'mod.py')}"
    for other in ("pkg/none.py", "notes.txt", "/etc/passwd", "pkg\0.py"):
        refused = editor(other, 1)
        assert refused is not None and "is not here" in refused
    assert len(opened) == 1
