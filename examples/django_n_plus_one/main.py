# /// script
# requires-python = ">=3.12"
# dependencies = ["django"]
# [tool.playground]
# title = "Django: one query too many"
# blurb = "The same list of books by 1 + N queries and by two: Django 6.1 tells them apart by a fetch mode."
# order = 103
# ///
"""The N+1 problem, in two forms.

`/one/` and `/peers/` run the same view and the
same template. The first asks the database once
for each book's author (FETCH_ONE); the second
asks once for the authors of all books
(FETCH_PEERS). Open both requests in the picture
and count the marks of SQL, or search for
kind:sql. To compare them side by side, set
PATHS to one of them, run, set it to the other,
run again, and press Compare.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from library.models import Author, Book  # noqa: E402

PATHS = ["/one/", "/peers/"]


def seed() -> None:
    """Twelve books by four people."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    names = ["Ada", "Grace", "Hedy", "Emmy"]
    authors = Author.objects.bulk_create(Author(name=name) for name in names)
    Book.objects.bulk_create(
        Book(title=f"Volume {number}", author=authors[number % 4]) for number in range(1, 13)
    )


def request(client: Client, path: str) -> int:
    """One visit, and how many queries it took."""
    reset_queries()
    response = client.get(path)
    print(f"GET {path}: {response.status_code}, {len(connection.queries)} queries")
    return response.status_code


def main() -> None:
    seed()
    client = Client(SERVER_NAME="localhost")
    for path in PATHS:
        request(client, path)


main()
