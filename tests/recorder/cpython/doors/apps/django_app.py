"""A Django project in one file."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    DEBUG=os.environ.get("APP_DEBUG", "1") == "1",
    SECRET_KEY="a key of the tests' own",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["calltrace.django.CalltraceMiddleware", "django.middleware.common.CommonMiddleware"],
    BASE_DIR=Path(__file__).parent,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(tempfile.mkdtemp(), "db.sqlite3")),
        }
    },
    CALLTRACE_IGNORE_PATHS=["/health"],
    CALLTRACE_KEEP=60,
    LOGGING_CONFIG=None,
    **({"CALLTRACE_SHOW_CALLBACK": f"{__name__}.may_look"} if "APP_CALLBACK" in os.environ else {}),
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from work import fail, step, work, work_async, work_in_tasks  # noqa: E402


def may_look(request):
    return request.headers.get("X-Developer") == "yes"


def sync(request):
    return JsonResponse({"total": work(int(request.GET["n"]))})


async def in_async(request):
    return JsonResponse({"total": await work_async(int(request.GET["n"]))})


async def tasks(request):
    return JsonResponse({"total": await work_in_tasks(int(request.GET["n"]))})


async def threads(request):
    return JsonResponse({"total": await asyncio.to_thread(work, int(request.GET["n"]))})


def page(request):
    return HttpResponse("<html><body>A page</body></html>")


def failing(request):
    return HttpResponse(str(fail(int(request.GET["n"]))))


def pieces(number):
    for at in range(3):
        yield f"{step(number, at)}\n"


def stream(request):
    return StreamingHttpResponse(pieces(int(request.GET["n"])))


async def pieces_async(number):
    for at in range(3):
        await asyncio.sleep(0.001)
        yield f"{step(number, at)}\n"


async def stream_async(request):
    return StreamingHttpResponse(pieces_async(int(request.GET["n"])))


def queries(request):
    with connection.cursor() as cursor:
        for number in range(30):
            cursor.execute("SELECT %s", [number])
        cursor.execute("SELECT 'once'")
    return JsonResponse({})


def login(request):
    password = request.POST.get("password")
    return JsonResponse({"size": len(request.body), "known": password is not None})


def health(request):
    return HttpResponse("ok")


urlpatterns = [
    path("sync", sync), path("async", in_async), path("tasks", tasks), path("threads", threads),
    path("page", page), path("fail", failing), path("stream", stream), path("stream-async", stream_async),
    path("queries", queries), path("login", login), path("health", health),
]  # fmt: skip

application = get_wsgi_application()
asgi_application = get_asgi_application()

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
