"""The lock of wheels: in order, and believed more than any source of files."""

import dataclasses
import hashlib
import json
import time
from pathlib import Path

import pytest

from playground.build import fetch
from playground.build.fetch import Fetcher, NotThere, Unreachable, fetch_all
from playground.build.lock import Lock, Source, Wheel, check, read_lock
from playground.project import LOCK, Failure

FIRST = Source("url", frozenset({"thing", "part"}), address="https://first.example/")
SECOND = Source("pypi", frozenset({"thing", "part"}))


def wheel(name: str, data: bytes, *depends: str) -> Wheel:
    sha256 = hashlib.sha256(data).hexdigest()
    return Wheel(name, "1", f"{name}-1-py3-none-any.whl", sha256, depends, (name,))


def lock_of(*wheels: Wheel) -> Lock:
    return Lock({}, {wheel.name: wheel for wheel in wheels}, (FIRST, SECOND))


@pytest.fixture
def served(monkeypatch) -> dict[str, bytes | None]:
    """What each source gives for any file; None: it cannot be reached. The sources asked are kept under "asked"."""
    answers: dict = {FIRST.title: None, SECOND.title: None, "asked": []}

    def ask(source: Source, wheel: Wheel, folder: Path) -> bytes:
        answers["asked"].append(source.title)
        data = answers[source.title]
        if data is None:
            raise Unreachable("no route")
        return data

    monkeypatch.setattr(fetch, "_ask", ask)
    return answers


def test_the_lock_is_in_order():
    assert check() == []


def test_the_lock_names_what_the_site_promises():
    assert {"numpy", "pandas", "micropip"} <= set(read_lock().wheels)


def test_a_lock_that_lost_a_dependency_is_refused(tmp_path):
    data = json.loads(LOCK.read_text())
    del data["packages"]["six"]
    broken = tmp_path / "lock.json"
    broken.write_text(json.dumps(data))
    assert check(broken) == ["python-dateutil: depends on six, which the lock does not have"]


def test_a_lock_that_is_no_lock_gets_a_sentence(tmp_path):
    broken = tmp_path / "wheels.lock.json"
    broken.write_text('{"packages": {')
    with pytest.raises(Failure, match=r"^wheels\.lock\.json cannot be read"):
        read_lock(broken)


def test_a_wrong_hash_stops_with_the_name_of_the_file(tmp_path, served):
    lock = lock_of(wheel("thing", b"right"))
    served[FIRST.title] = b"wrong"
    served[SECOND.title] = b"right"
    with pytest.raises(
        Failure, match=r"^thing-1-py3-none-any\.whl from https://first\.example/ has the wrong hash"
    ):
        fetch_all(lock, Fetcher(lock, tmp_path))
    assert not list(tmp_path.rglob("*.whl"))


def test_the_second_source_serves_when_the_first_cannot_be_reached(tmp_path, served):
    lock = lock_of(wheel("thing", b"right"))
    served[SECOND.title] = b"right"
    assert fetch_all(lock, Fetcher(lock, tmp_path))["thing"].read_bytes() == b"right"


def test_a_source_out_of_reach_is_asked_once_in_a_build(tmp_path, served):
    lock = lock_of(wheel("thing", b"right"), wheel("part", b"right"))
    served[SECOND.title] = b"right"
    fetch_all(lock, Fetcher(lock, tmp_path))
    assert served["asked"] == [FIRST.title, SECOND.title, SECOND.title]


def test_what_is_in_the_cache_is_not_fetched_again(tmp_path, served):
    lock = lock_of(wheel("thing", b"right"))
    served[FIRST.title] = b"right"
    fetch_all(lock, Fetcher(lock, tmp_path))
    served["asked"].clear()
    assert fetch_all(lock, Fetcher(lock, tmp_path))["thing"].read_bytes() == b"right"
    assert served["asked"] == []


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path, served):
    lock = lock_of(wheel("thing", b"right"))
    served[FIRST.title] = b"right"
    fetch_all(lock, Fetcher(lock, tmp_path))["thing"].write_bytes(b"rot")
    assert fetch_all(lock, Fetcher(lock, tmp_path))["thing"].read_bytes() == b"right"


def test_with_no_source_in_reach_the_build_goes_on_without(tmp_path, served, capsys):
    lock = lock_of(wheel("thing", b"right", "part"), wheel("part", b"piece"))
    assert fetch_all(lock, Fetcher(lock, tmp_path)) == {}
    assert "no source could give part, thing: going on without" in capsys.readouterr().out


def test_a_package_goes_when_what_it_needs_is_out_of_reach(tmp_path, served):
    part = dataclasses.replace(wheel("part", b"piece"), name="lonely")
    lock = lock_of(wheel("thing", b"right", "lonely"), part)
    served[FIRST.title] = b"right"
    assert fetch_all(lock, Fetcher(lock, tmp_path)) == {}


def test_a_source_without_one_file_is_still_asked_for_the_next(tmp_path, served, monkeypatch):
    real = fetch._ask

    def ask(source: Source, wheel: Wheel, folder: Path) -> bytes:
        data = real(source, wheel, folder)
        if source is FIRST and wheel.name == "thing":
            raise NotThere("HTTP status 404")
        return data

    monkeypatch.setattr(fetch, "_ask", ask)
    lock = lock_of(wheel("thing", b"right"), wheel("part", b"right"))
    served[FIRST.title] = served[SECOND.title] = b"right"
    assert set(fetch_all(lock, Fetcher(lock, tmp_path))) == {"thing", "part"}
    assert served["asked"] == [FIRST.title, SECOND.title, FIRST.title]


def test_a_host_that_does_not_exist_fails_fast():
    began = time.monotonic()
    with pytest.raises(Unreachable):
        fetch._download("https://pyodide.invalid/full/numpy.whl")
    assert time.monotonic() - began < fetch.TIMEOUT_S + 2
