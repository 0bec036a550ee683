"""Events of real programs that use pytest and Django, recorded from a shell."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from calltrace.file import read
from tests.recorder.trees import HOOKS

PACKAGES = Path(__file__).parents[3] / "playground" / "py"


def record(folder: Path, hook: str, *arguments: str) -> tuple[str, list[dict[str, Any]]]:
    """What a program prints, with and without the recorder, and its events."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    plain = run(*arguments)
    recorded = run("-m", "calltrace", "record", "--hook", hook, "-o", "out.json", *arguments)
    assert recorded == plain
    return recorded, read(folder / "out.json")["events"]


TESTS = """
import pytest

def test_good(): pass
def test_bad(): assert 1 == 2
@pytest.mark.skip
def test_skipped(): pass
@pytest.mark.xfail
def test_known(): assert 0
@pytest.mark.xfail
def test_surprise(): pass
@pytest.fixture
def broken(): 1 / 0
def test_setup(broken): pass
class TestMany:
    @pytest.mark.parametrize("n", [1, 2])
    def test_each(self, n): pass
"""


@pytest.mark.parametrize("hook", HOOKS)
def test_pytest(tmp_path: Path, hook: str) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "run.py").write_text(
        "import contextlib, io, pytest\n"
        "with contextlib.redirect_stdout(io.StringIO()): code = pytest.main(['-p', 'no:cacheprovider'])\n"
        "print(code)\n"
    )
    printed, events = record(tmp_path, hook, "run.py")
    assert printed == "1\n"
    found = [(event["data"]["name"], event["data"]["outcome"]) for event in events if event["kind"] == "test"]
    assert found == [
        ("test_it.py::test_good", "passed"),
        ("test_it.py::test_bad", "failed"),
        ("test_it.py::test_skipped", "skipped"),
        ("test_it.py::test_known", "expected failure"),
        ("test_it.py::test_surprise", "unexpected success"),
        ("test_it.py::test_setup", "error"),
        ("test_it.py::TestMany::test_each[1]", "passed"),
        ("test_it.py::TestMany::test_each[2]", "passed"),
    ]


DJANGO = """
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"page.html": "<p>{{ name }}</p>"})]},
    }],
)
django.setup()

from django.db import connection, models
from django.shortcuts import render
from django.test import Client
from django.urls import path

class Note(models.Model):
    text = models.CharField(max_length=20)
    class Meta:
        app_label = "notes"

def show(request, number):
    Note.objects.create(text="bees")
    Note.objects.filter(text="bees").update(text="more bees")
    return render(request, "page.html", {"name": Note.objects.get(id=number).text})

def wrong(request):
    raise ValueError("no")

urlpatterns = [path("show/<int:number>", show), path("wrong", wrong)]

with connection.schema_editor() as editor:
    editor.create_model(Note)
client = Client(raise_request_exception=False)
print(client.get("/show/1?token=hunter2").content)
print(client.post("/wrong", {"a": 1}).status_code, client.get("/none").status_code)
"""


@pytest.mark.parametrize("hook", HOOKS)
def test_django(tmp_path: Path, hook: str) -> None:
    (tmp_path / "site.py").write_text(textwrap.dedent(DJANGO))
    printed, events = record(tmp_path, hook, "site.py")
    assert printed == "b'<p>more bees</p>'\n500 404\n"
    data = {kind: [event["data"] for event in events if event["kind"] == kind] for kind in
            ("request", "template", "sql")}  # fmt: skip
    assert [(one["method"], one["url"], one["status"]) for one in data["request"]] == [
        ("GET", "/show/1?token=redacted", 200),
        ("POST", "/wrong", 500),
        ("GET", "/none", 404),
    ]
    assert data["request"][0]["size"] == len("<p>more bees</p>")
    assert {"name": "page.html", "size": 16} in data["template"]
    insert, update, select = [
        one for one in data["sql"] if "bees" in str(one["parameters"]) or 1 in one["parameters"]
    ]
    assert insert["sql"].startswith('INSERT INTO "notes_note" ("text") VALUES (%s)')
    assert (insert["parameters"], update["parameters"]) == (["bees"], ["more bees", "bees"])
    assert update["rows"] == 1
    assert (select["columns"], select["parameters"][0]) == (["id", "text"], 1)
