"""The examples of several files: each says what it is, is small, and prints what it always printed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.build.examples import Example, read_examples

EXPECTED = Path(__file__).parent / "expected"
FOLDER = Path(__file__).resolve().parents[2] / "examples"
APPS = [example for example in read_examples() if example.files]


@pytest.mark.parametrize("example", APPS, ids=lambda example: example.name)
def test_an_app_is_read_in_five_minutes_and_prints_what_it_always_printed(
    example: Example, tmp_path: Path
) -> None:
    assert example.dependencies == ("django",)
    assert example.blurb.endswith(".") and ". " not in example.blurb, "the blurb is one sentence"
    assert sum(text.count("\n") for text in example.texts.values()) <= 330
    modules = [text for name, text in example.texts.items() if name.endswith(".py")]
    assert max(len(line) for text in modules for line in text.splitlines()) <= 115
    django = pytest.importorskip("django")
    if example.name == "django_n_plus_one" and django.VERSION < (6, 1):
        pytest.skip("fetch modes came with Django 6.1; the page's tests run this example")
    run = subprocess.run(
        [sys.executable, "-B", "-X", "utf8", str(FOLDER / example.name / "main.py")],
        capture_output=True, encoding="utf-8", timeout=60, cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
    )  # fmt: skip
    assert run.stdout == (EXPECTED / f"{example.name}.txt").read_text("utf-8"), run.stderr
    assert (run.returncode, run.stderr) == (0, "")
