# /// script
# requires-python = ">=3.11"
# dependencies = ["django"]
# [tool.playground]
# title = "Django: a poll"
# blurb = "Questions, choices and votes: what a vote changes in the database, and what a wrong one does not."
# order = 102
# ///
"""A poll: questions with choices, and votes.

A vote is one POST: the view finds the choice,
adds one to its votes in the database itself
(an F expression), notes the vote in the log and
sends the browser on to the results. Whoever
chooses nothing gets the form again. Browser,
beside the output, lets you vote after the run.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from polls.models import Choice, Question  # noqa: E402

QUESTIONS = {
    "Which season?": ["Spring", "Summer", "Autumn", "Winter"],
    "Tabs or spaces?": ["Tabs", "Spaces"],
}


def seed() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    for text, choices in QUESTIONS.items():
        question = Question.objects.create(text=text)
        for choice in choices:
            Choice.objects.create(question=question, text=choice)


def request(client: Client, method: str, path: str, **data: int) -> int:
    """One visit: the status, and where the browser is sent on to."""
    response = client.get(path) if method == "GET" else client.post(path, data)
    moved = f" → {response['Location']}" if "Location" in response else ""
    print(f"{method} {path}: {response.status_code}{moved}")
    return response.status_code


def main() -> None:
    seed()
    client = Client(SERVER_NAME="localhost")
    request(client, "GET", "/")
    request(client, "GET", "/1/")
    for choice in (1, 3, 3):
        request(client, "POST", "/1/vote/", choice=choice)
    request(client, "POST", "/1/vote/", choice=5)
    request(client, "GET", "/1/results/")
    request(client, "GET", "/9/")
    for choice in Choice.objects.filter(votes__gt=0):
        print(choice)


main()
