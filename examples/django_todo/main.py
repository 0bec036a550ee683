# /// script
# requires-python = ">=3.11"
# dependencies = ["django"]
# [tool.playground]
# title = "Django: a to-do list"
# blurb = "A whole Django app in the page: press Run, then use it in the tab Browser."
# order = 101
# ///
"""A to-do list in Django: models, views,
templates and a database in memory.

Each `request` below is one visit: open it to
see the view that answered, and the SQL and the
templates as events. After the run the app goes
on answering: Browser, beside the output,
shows it, and whatever you press there is
recorded as the next request.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from todo.models import Label, Task  # noqa: E402


def seed() -> User:
    """A person, two labels and three tasks: the database is empty at each run."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    ada = User.objects.create_user("ada", password="lovelace")
    home, work = Label.objects.create(name="home"), Label.objects.create(name="work")
    Task.objects.create(owner=ada, title="Water the plants", label=home, done=True)
    Task.objects.create(owner=ada, title="Answer the letters", label=work)
    Task.objects.create(owner=ada, title="Mend the bicycle", label=home)
    return ada


def request(client: Client, method: str, path: str, **data: str) -> int:
    """One visit: what a browser would send, and the status that it gets."""
    response = client.generic(method, path) if method == "GET" else client.post(path, data)
    moved = f" → {response['Location']}" if "Location" in response else ""
    print(f"{method} {path}: {response.status_code}{moved}")
    return response.status_code


def main() -> None:
    seed()
    client = Client(SERVER_NAME="localhost")
    request(client, "GET", "/")
    request(client, "POST", "/login/", username="ada", password="lovelace")
    request(client, "GET", "/")
    request(client, "GET", "/?label=home")
    request(client, "POST", "/add/", title="Buy a lamp", label="home")
    request(client, "POST", "/add/", title="")
    request(client, "POST", "/2/toggle/")
    request(client, "POST", "/1/delete/")
    request(client, "POST", "/99/toggle/")
    for task in Task.objects.order_by("title"):
        print(task)


main()
