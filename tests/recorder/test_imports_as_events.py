"""What an import took is an event, because what runs meanwhile is not recorded."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from calltrace import Include
from calltrace.plugins.imports import MIN_IMPORT_US

from .trees import Recorded

SLOW = "import time\nend = time.perf_counter() + 0.003\nwhile time.perf_counter() < end:\n    pass\n"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where slow modules lie that are nobody's own; they are forgotten afterwards."""
    folder = tmp_path / "site-packages"
    for name, text in {
        "heavy/__init__.py": f"import heavier\n{SLOW}",
        "heavy/part.py": SLOW,
        "heavier.py": SLOW,
        "broken.py": f"{SLOW}raise ImportError('not today')\n",
        "light.py": "",
    }.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    made = {"heavy", "heavier", "broken", "light", "own"}
    for name in [name for name in sys.modules if name.partition(".")[0] in made]:
        del sys.modules[name]


def imports(source: str, hook: str, root: str | None = None) -> list[tuple[str, int]]:
    """The modules that are imported, and the calls in which they are."""
    recorded = Recorded(source, hook, clock=time.perf_counter, root=root)
    assert recorded.error is None
    found = [event for event in recorded.data["events"] if event["kind"] == "import"]
    assert all(event["duration_us"] >= MIN_IMPORT_US for event in found)
    assert all(event["data"]["origin"] == "library" for event in found)
    return [(event["data"]["module"], event["call"]) for event in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import heavy", [("heavy", 0)]),
        ("import heavy\nimport heavy\nimport heavier", [("heavy", 0)]),
        ("import heavy.part", [("heavy.part", 0)]),
        ("import heavy\nfrom heavy import part", [("heavy", 0), ("heavy.part", 0)]),
        ("import importlib\nimportlib.import_module('heavy')", [("heavy", 0)]),
        ("def f():\n    import heavier\nf()\nimport heavy", [("heavier", 1), ("heavy", 0)]),
        ("try:\n    import broken\nexcept ImportError:\n    import heavier", [("broken", 0), ("heavier", 0)]),
        ("import sys, time", []),
    ],
    ids=["once", "again", "submodule", "from", "import_module", "in a call", "fails", "there already"],
)  # fmt: skip
def test_an_import_of_the_program_is_an_event_where_it_takes_a_while(
    packages: Path, hook: str, source: str, expected: list[tuple[str, int]]
) -> None:
    assert imports(source, hook) == expected


def test_a_quick_import_is_none(packages: Path, hook: str) -> None:
    # On the clock of tests a look takes a microsecond.
    recorded = Recorded("import light", hook)
    assert recorded.data["events"] == []
    assert "light" in sys.modules


def test_the_programs_own_modules_are_calls_and_no_events(packages: Path, hook: str, tmp_path: Path) -> None:
    own = tmp_path / "program"
    own.mkdir()
    (own / "own.py").write_text(f"import heavy\n{SLOW}")
    sys.path.insert(0, str(own))
    try:
        assert imports("import own", hook, root=str(own)) == [("heavy", 1)]
    finally:
        sys.path.remove(str(own))


def test_what_is_let_in_hangs_below_the_call_as_before(packages: Path, hook: str) -> None:
    include = Include(libraries=True, standard_library=True)
    recorded = Recorded("import heavy", hook, include, clock=time.perf_counter)
    assert "heavy/__init__.py" in {info["file"] for info in recorded.data["functions"]}
    assert [event["data"]["module"] for event in recorded.data["events"]] == ["heavy"]
