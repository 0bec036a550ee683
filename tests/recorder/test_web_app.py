"""A Django app that goes on answering when its program has run. Left out where Django is not installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django")

EXAMPLES = Path(__file__).parents[2] / "examples"

# One process for each app, because Django can be set up once.
SERVE = """
import asyncio, json, os, re, sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
import playground_session
from tests.recorder.sessions import Host

source = re.sub(r"(?ms)^# /// script.*?^# ///\\n", "", sys.stdin.read())
asked = json.loads(sys.argv[3])
answers, recordings = [], []


class Served(Host):
    def rests(self, recording, answer):
        recordings.append(json.loads(recording))
        answers.append(json.loads(answer))

    async def next_request(self):
        return json.dumps(asked.pop(0)) if asked else None


host = Served()
request = {"source": source, "filename": "main.py", "include": {}, "maxCalls": 100_000}
recording = asyncio.run(playground_session.run(request, host))
functions = [function for text in host.texts for function in text["functions"]]
calls = [
    (functions[columns[0][i]]["qualname"], columns[1][i]) for columns in host.columns for i in range(len(columns[0]))
]
events = [event for text in host.texts for event in text["events"]]
print(json.dumps({
    "answers": answers, "recordings": recordings, "recording": json.loads(recording), "calls": calls, "events": events,
    "printed": host.printed(), "errors": host.printed("stderr"),
}))
"""


def serve(folder: Path, asked: list[dict[str, Any]], source: str | None = None) -> dict[str, Any]:
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", SERVE, str(root), str(root / "playground" / "py"), json.dumps(asked)],
        cwd=folder, input=source or (folder / "main.py").read_text(), capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def get(path: str) -> dict[str, Any]:
    return {"method": "GET", "path": path}


def form(path: str, body: str) -> dict[str, Any]:
    return {"method": "POST", "path": path, "body": body, "form": True}


def test_an_app_answers_after_its_program_and_each_request_is_a_call_with_what_it_led_to(
    tmp_path: Path,
) -> None:
    shutil.copytree(EXAMPLES / "django_todo", tmp_path / "todo")  # a run writes its main.py
    found = serve(
        tmp_path / "todo",
        [
            get("/"),
            {"method": "POST", "path": "/login/", "body": "username=ada&password=lovelace"},
            get("/?label=work"),
            form("/add/", "title=Nothing"),
            get("/nowhere/"),
        ],
    )
    first, *answers = found["answers"]
    assert first is None, "the program itself is over"
    assert [(a["method"], a["path"], a["status"]) for a in answers] == [
        ("GET", "/", 302),
        ("POST", "/login/", 302),
        ("GET", "/?label=work", 200),
        ("POST", "/add/", 403),  # a form of the page would have brought its token
        ("GET", "/nowhere/", 404),
    ]
    assert ["Location", "/login/?next=/"] in answers[0]["headers"]
    assert any(name == "Set-Cookie" and "sessionid" in value for name, value in answers[1]["headers"])
    assert "Answer the letters" in answers[2]["body"], "who has logged in stays so"
    asked = [i for i, (name, parent) in enumerate(found["calls"]) if name == "request" and parent == -1]
    assert len(asked) == 5
    assert [name for name, parent in found["calls"] if parent == asked[2]] == ["task_list"]
    view = found["calls"].index(["task_list", asked[2]])
    kinds = [event["kind"] for event in found["events"] if event["call"] == view]
    assert "sql" in kinds and "template" in kinds
    seen = [
        event["data"] for event in found["events"] if event["kind"] == "request" and event["call"] == asked[2]
    ]
    assert [(data["method"], data["url"], data["status"]) for data in seen] == [("GET", "/?label=work", 200)]
    durations = [recording["duration_us"] for recording in found["recordings"]]
    assert durations == sorted(durations)


APP = """
import sys, types
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
import django

def large(request): return HttpResponse("x" * 5_000_000, content_type="text/plain")
def fails(request): return 1 / 0
def leaves(request): sys.exit("gone")
def stream(request): return StreamingHttpResponse(("y" * 1000 for _ in iter(int, 1)), content_type="text/plain")
def picture(request): return HttpResponse(b"GIF89a", content_type="image/gif")
urlpatterns = [path(f.__name__, f) for f in (large, fails, leaves, stream, picture)]
settings.configure(DEBUG=True, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], SECRET_KEY="x")
django.setup()
print("ready")
"""


def test_whatever_a_view_does_there_is_an_answer_and_the_next_request_is_answered(tmp_path: Path) -> None:
    names = ["large", "fails", "leaves", "stream", "picture"]
    found = serve(tmp_path, [get(f"/{name}") for name in names], APP)
    large, fails, leaves, stream, picture = found["answers"][1:]
    assert (large["size"], len(large["body"])) == (5_000_000, 1_000_000)
    assert fails["status"] == 500 and "division by zero" in fails["body"]
    assert leaves["status"] == 0 and "gone" in found["errors"]
    assert stream["status"] == 200 and len(stream["body"]) == 1_000_000
    assert (picture["type"], picture["body"]) == ("image/gif", "R0lGODlh")
    assert found["printed"] == "ready\n"


@pytest.mark.parametrize("source", ["import json", "import django", "from django.conf import settings"])
def test_a_program_without_an_app_ends_as_any_other(tmp_path: Path, source: str) -> None:
    assert serve(tmp_path, [get("/")], source)["answers"] == []
