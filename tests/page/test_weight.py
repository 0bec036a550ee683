"""How much of our own a first visit has to fetch."""

import pytest
from playwright.sync_api import Response

from .driver import Playground

# A slow start would find more of what comes later on its way before Python is there.
pytestmark = [pytest.mark.first_visit, pytest.mark.alone]

MAX_FIRST_LOAD_BYTES = 250_000  # bytes, compressed, of JavaScript and CSS


def test_the_first_load_is_light(playground: Playground):
    """Everything until the picture stands, the program can be edited and Python is ready."""
    answers: list[Response] = []
    playground.page.on("response", lambda answer: answers.append(answer))
    playground.open()
    playground.wait_for_picture()
    playground.wait_for_python()
    own = {
        answer.url: int(answer.header_value("content-length") or MAX_FIRST_LOAD_BYTES)
        for answer in answers
        if "/assets/" in answer.url and answer.url.endswith((".js", ".css"))
    }
    assert len(own) >= 3, "the page, its styles and the editor are among them"
    assert sum(own.values()) <= MAX_FIRST_LOAD_BYTES, own
