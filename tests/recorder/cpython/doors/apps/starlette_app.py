"""A Starlette application, with a middleware of its own outside ours and one inside."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route
from work import fail, work, work_async, work_in_tasks

from calltrace.asgi import CalltraceMiddleware


class Outer:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.app(scope, receive, send)


class Inner(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)


def sync(request):  # in a thread
    return JSONResponse({"total": work(int(request.query_params["n"]))})


async def in_async(request):
    return JSONResponse({"total": await work_async(int(request.query_params["n"]))})


async def tasks(request):
    return JSONResponse({"total": await work_in_tasks(int(request.query_params["n"]))})


async def failing(request):
    return JSONResponse(fail(int(request.query_params["n"])))


app = Starlette(
    debug=True,
    routes=[
        Route("/sync", sync), Route("/async", in_async), Route("/tasks", tasks), Route("/fail", failing),
    ],
    middleware=[
        Middleware(Outer), Middleware(CalltraceMiddleware, keep=60, ignore_paths=["/health"]), Middleware(Inner),
    ],
)  # fmt: skip
