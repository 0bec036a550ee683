# /// script
# requires-python = ">=3.11"
# dependencies = ["django"]
# [tool.playground]
# title = "Django: an API, and its bug"
# blurb = "A small shop that speaks JSON, with one request that fails inside the view."
# order = 104
# ///
"""A shop that speaks JSON.

Products can be listed, added and ordered. What
is not valid is answered with 400 and a reason;
but one order that nobody thought of raises an
exception inside the view, which Django answers
with 500. Find the red call in the picture, and
what it was given. Browser, beside the output,
sends your own JSON after the run.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from shop.models import Product  # noqa: E402


def seed() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    for name, price, stock in (("lamp", 40, 3), ("chair", 120, 0), ("vase", 15, 10)):
        Product.objects.create(name=name, price=price, stock=stock)


def request(client: Client, method: str, path: str, data: object = None) -> object:
    """One request, and what the API says: its JSON, or the status alone where it says something else."""
    response = client.generic(method, path, "" if data is None else json.dumps(data), "application/json")
    is_json = response["Content-Type"] == "application/json"
    answer = response.json() if is_json else response.reason_phrase
    print(f"{method} {path}: {response.status_code} {answer}")
    return answer


def main() -> None:
    seed()
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    request(client, "GET", "/products/")
    request(client, "POST", "/products/", {"name": "stool", "price": 25, "stock": 4})
    request(client, "POST", "/products/", {"name": "", "price": "much"})
    request(client, "GET", "/products/4/")
    request(client, "GET", "/products/44/")
    request(client, "POST", "/orders/", {"items": {"lamp": 2, "vase": 1}})
    request(client, "POST", "/orders/", {"items": {"chair": 1}})
    request(client, "POST", "/orders/", {"items": {}})
    request(client, "DELETE", "/products/4/")


main()
