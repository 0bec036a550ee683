"""A FastAPI application."""

import asyncio

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import StreamingResponse
from work import fail, step, work, work_async, work_in_tasks

from calltrace.asgi import CalltraceMiddleware

app = FastAPI(debug=True)
app.add_middleware(CalltraceMiddleware, ignore_paths=["/health"], keep=60)


@app.get("/sync")  # in a thread
def sync(n: int):
    return {"total": work(n)}


@app.get("/async")
async def in_async(n: int):
    return {"total": await work_async(n)}


@app.get("/tasks")
async def tasks(n: int):
    return {"total": await work_in_tasks(n)}


@app.get("/threads")
async def threads(n: int):
    return {"total": await asyncio.to_thread(work, n)}


@app.get("/fail")
async def failing(n: int):
    return fail(n)


@app.get("/stream")
async def stream(n: int):
    async def pieces():
        for at in range(3):
            await asyncio.sleep(0.001)
            yield f"{step(n, at)}\n"

    return StreamingResponse(pieces())


@app.post("/login")
async def login(request: Request):
    body = await request.body()
    return {"size": len(body)}


@app.websocket("/echo")
async def echo(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


@app.get("/health")
def health():
    return "ok"
