"""What asyncio's documentation shows, as programs that print the same in the page and in CPython."""

from __future__ import annotations

# In all Pythons that the tests run in. Each defines what it needs and calls it.
DOCUMENTED = {
    "tasks": """
        async def say(delay, what):
            await asyncio.sleep(delay)
            print(what)
            return what
        async def main():
            tasks = [asyncio.create_task(say(n / 50, n), name=f"task {n}") for n in (2, 1)]
            print(tasks[0].get_name(), asyncio.current_task().get_coro().__name__, len(asyncio.all_tasks()))
            print([await task for task in tasks])
            print(await asyncio.gather(say(0.02, "b"), say(0.01, "a"), return_exceptions=True))
        asyncio.run(main())
    """,
    "a group": """
        async def fails(n):
            await asyncio.sleep(n / 100)
            raise ValueError(n)
        async def forever():
            try: await asyncio.sleep(100)
            except asyncio.CancelledError: print("cancelled"); raise
        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.sleep(0), name="one")
            try:
                async with asyncio.TaskGroup() as group:
                    for made in (fails(1), fails(100), forever()): group.create_task(made)
            except* ValueError as found: print(found.exceptions)
        asyncio.run(main())
    """,
    "timeouts": """
        async def main():
            now = asyncio.get_running_loop().time
            for limit in (asyncio.timeout(0.01), asyncio.timeout_at(now() + 0.01)):
                try:
                    async with limit: await asyncio.sleep(10)
                except TimeoutError: print("too late", limit.expired())
            async with asyncio.timeout(None) as limit:
                limit.reschedule(now() + 10)
            for seconds in (0, 0.01):
                try: await asyncio.wait_for(asyncio.sleep(10), seconds)
                except TimeoutError: print("too late")
            inner = asyncio.create_task(asyncio.sleep(0.03, "shielded"))
            try: await asyncio.wait_for(asyncio.shield(inner), 0.01)
            except TimeoutError: print(await inner)
        asyncio.run(main())
    """,
    "waiting": """
        async def n(x): await asyncio.sleep(x / 5); return x
        async def main():
            tasks = [asyncio.create_task(n(x), name=str(x)) for x in (3, 1, 2)]
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            print([task.get_name() for task in done], sorted(task.get_name() for task in pending))
            print([len(part) for part in await asyncio.wait(pending, timeout=0.001)])
            for found in asyncio.as_completed(tasks[:1]): print(await found)
        asyncio.run(main())
    """,
    "cancelling": """
        async def main():
            task = asyncio.create_task(asyncio.sleep(3600))
            await asyncio.sleep(0)
            print(task.cancel("why"), task.cancelling())
            try: await task
            except asyncio.CancelledError as error: print(error.args)
            print(task.cancelled(), task.done())
        asyncio.run(main())
    """,
    "queues, locks and the like": """
        async def worker(name, queue):
            while True:
                print(name, await queue.get())
                await asyncio.sleep(0.01)
                queue.task_done()
        async def locked(lock, n):
            async with lock: print("in", n); await asyncio.sleep(0.05 * n); print("out", n)
        async def notified(condition):
            async with condition: await condition.wait(); print("notified")
        async def main():
            queue = asyncio.Queue()
            for n in range(4): queue.put_nowait(n)
            workers = [asyncio.create_task(worker(name, queue)) for name in "ab"]
            await queue.join()
            for one in workers: one.cancel()
            print(await asyncio.gather(*workers, return_exceptions=True))
            await asyncio.gather(*[locked(asyncio.Lock(), n) for n in range(3)])
            lock = asyncio.BoundedSemaphore(2)
            await asyncio.gather(*[locked(lock, n) for n in range(4)])
            event, condition, barrier = asyncio.Event(), asyncio.Condition(), asyncio.Barrier(2)
            tasks = [asyncio.create_task(waits) for waits in (event.wait(), notified(condition), barrier.wait())]
            await asyncio.sleep(0)
            event.set()
            async with condition: condition.notify_all()
            await barrier.wait()
            print([task is not None for task in await asyncio.gather(*tasks)])
            try: asyncio.PriorityQueue().get_nowait()
            except asyncio.QueueEmpty: print("empty")
        asyncio.run(main())
    """,
    "a loop's callbacks": """
        async def main():
            loop = asyncio.get_running_loop()
            never = loop.call_later(0.01, print, "never")
            print(type(never).__name__, 0 < never.when() - loop.time() < 0.02)
            never.cancel()
            handles = [loop.call_at(loop.time() + 0.01, print, "at"), loop.call_soon(print, "soon")]
            print([type(handle).__name__ for handle in handles], never.cancelled())
            loop.call_later(0.03, print, "third"); loop.call_later(0.02, print, "second")
            loop.call_soon_threadsafe(print, "threadsafe")
            loop.call_at(loop.time() - 5, print, "past")
            await asyncio.sleep(0.06)
            print(loop.is_running(), loop.is_closed(), loop.get_debug())
        asyncio.run(main())
        def show(times, loop):
            print("shown", times)
            if times > 1: loop.call_later(0.01, show, times - 1, loop)
            else: loop.stop()
        loop = asyncio.new_event_loop()
        loop.call_soon(show, 3, loop)
        try: loop.run_forever()
        finally: loop.close()
        print(loop.is_closed(), loop.is_running())
        try: loop.call_soon(print)
        except RuntimeError as error: print(error)
    """,
    "turns": """
        async def f(n): print("f", n); await asyncio.sleep(0); print("f2", n)
        async def main():
            loop = asyncio.get_running_loop()
            for n in range(3): loop.call_soon(print, n)
            tasks = [asyncio.create_task(f(n)) for n in range(3)]
            print("made"); await asyncio.sleep(0); print("one turn"); await asyncio.sleep(0); print("two turns")
            await asyncio.gather(*tasks)
        asyncio.run(main())
    """,
    "futures": """
        async def main():
            loop = asyncio.get_running_loop()
            future = loop.create_future()
            print(future, asyncio.isfuture(future))
            loop.call_later(0.01, future.set_result, "later")
            print(await future, future)
            future.add_done_callback(lambda done: print("called", done.result()))
            await asyncio.sleep(0)
            try: future.set_result(2)
            except asyncio.InvalidStateError: print("invalid")
            print(asyncio.ensure_future(future) is future, future.get_loop() is loop)
            other = asyncio.run_coroutine_threadsafe(asyncio.sleep(0, 3), loop)
            print(await asyncio.wrap_future(other))
        asyncio.run(main())
    """,
    "exceptions that nobody looks at": """
        async def lost(): raise ValueError("lost")
        def boom(*_): raise KeyError("boom")
        async def main():
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda loop, said: print(sorted(said), said["message"][:9], said["exception"]))
            loop.call_soon(boom)
            asyncio.create_task(asyncio.sleep(0)).add_done_callback(boom)
            await asyncio.sleep(0.01)
            task = asyncio.create_task(lost()); await asyncio.sleep(0.01); del task
            future = loop.create_future(); future.set_exception(OSError("future")); del future
            loop.set_exception_handler(None)
            loop.call_exception_handler({"message": "mine"})
            task = asyncio.create_task(lost(), name="named"); await asyncio.sleep(0.01); del task
            print("goes on")
            asyncio.create_task(lost(), name="at the end")
        asyncio.run(main())
        async def forgotten(): pass
        forgotten()
    """,
    "runners and loops": """
        import contextvars
        variable = contextvars.ContextVar("variable", default=0)
        async def sets(): variable.set(5)
        async def gets(): return variable.get()
        with asyncio.Runner() as runner:
            runner.run(sets()); print(runner.run(gets())); loop = runner.get_loop()
        print(loop.is_closed())
        with asyncio.Runner(loop_factory=asyncio.new_event_loop, debug=True) as runner:
            print(runner.run(gets()), runner.get_loop().get_debug())
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        print(asyncio.get_event_loop() is loop, loop.run_until_complete(asyncio.sleep(0, 7)))
        async def bad(): raise ValueError("bad")
        try: loop.run_until_complete(bad())
        except ValueError as error: print(error)
        loop.call_later(0.01, loop.stop)
        try: loop.run_until_complete(asyncio.sleep(1))
        except RuntimeError as error: print(error)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    """,
    "threads that are none": """
        def blocking(n): time.sleep(0.01); return n * 2
        def bad(): raise OSError("bad")
        async def main():
            print(await asyncio.to_thread(blocking, 2))
            print(await asyncio.get_running_loop().run_in_executor(None, blocking, 3))
            try: await asyncio.to_thread(bad)
            except OSError as error: print(error)
        asyncio.run(main())
    """,
    "asynchronous generators": """
        async def ticker(n):
            try:
                for i in range(n): yield i; await asyncio.sleep(0.001)
            finally: print("closed")
        async def main():
            print([i async for i in ticker(3)])
            async for i in ticker(5):
                if i == 1: break
            await asyncio.sleep(0.01)
            left = ticker(2); await left.asend(None)
        asyncio.run(main())
    """,
    "interrupts": """
        def interrupt(): raise KeyboardInterrupt
        async def main():
            asyncio.get_running_loop().call_soon(interrupt)
            try: await asyncio.sleep(1)
            finally: print("cleaned up")
        try: asyncio.run(main())
        except KeyboardInterrupt: print("interrupted")
    """,
}

# Since Python 3.12; with what CPython 3.14 prints, where names are given before a task begins.
EAGER = """
    cache = {"a": 1}
    async def look_up(key):
        if key not in cache:
            await asyncio.sleep(0)
        print(key, asyncio.current_task().get_name())
        return cache.setdefault(key, 2)
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_task_factory(asyncio.eager_task_factory)
        tasks = [asyncio.create_task(look_up(key), name=f"task {key}") for key in "ab"]
        print([task.done() for task in tasks], await asyncio.gather(*tasks))
        async with asyncio.TaskGroup() as group:
            print(group.create_task(look_up("a"), name="in a group").done())
        loop.set_task_factory(lambda loop, coro, **options: asyncio.Task(coro, loop=loop, **options))
        print(await asyncio.create_task(look_up("b"), name="of a factory"))
        loop.set_task_factory(None)
        print(await asyncio.create_task(look_up("b"), name="plain"))
    asyncio.run(main())
"""
EAGER_PRINTS = """
    a task a
    b task b
    [True, False] [1, 2]
    a in a group
    True
    b of a factory
    2
    b plain
    2
"""
# At the top level of a program, which in CPython only `python -m asyncio` runs.
TOP_LEVEL = """
    async def poll():
        while True: await asyncio.sleep(0.01)
    async def fails():
        await asyncio.sleep(0)
        raise ValueError("nobody asks")
    poller = asyncio.create_task(poll(), name="poller")
    await asyncio.sleep(0.03)
    poller.cancel()
    await asyncio.sleep(0.02)
    print("cancelled:", poller.cancelled())
    lost = asyncio.create_task(fails(), name="lost")
    await asyncio.sleep(0.02)
    del lost
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    print(await asyncio.create_task(asyncio.sleep(0, 5), name="eager"))
"""
TOP_LEVEL_PRINTS = """
    cancelled: True
    Task exception was never retrieved
    future: <Task finished name='lost' coro=<fails() done, defined at main.py:5> exception=ValueError('nobody asks')>
    Traceback (most recent call last):
      File "main.py", line 7, in fails
        raise ValueError("nobody asks")
    ValueError: nobody asks
    5
"""
