"""
Programs that meddle with what a recorder stands on, or that end in unusual ways. Each must do the same with a recorder
as without: on CPython (cpython/test_meddling_programs.py) and in the page's session (meddling_in_pyodide.mjs).
"""

from __future__ import annotations

import textwrap

# By what each does.
PROGRAMS = {
    "the profile hook taken away": """
        import sys, threading
        def f(): return 1
        f(); sys.setprofile(None); threading.setprofile(None); print(f(), sys.getprofile())
    """,
    "a profile hook of its own": """
        import sys
        seen = []
        def f(): return 1
        def hook(frame, event, value):
            if frame.f_code.co_name == "f": seen.append(event)
        f(); sys.setprofile(hook); f(); sys.setprofile(None); f()
        print(seen)
    """,
    "a trace function of its own": """
        import sys
        seen = []
        def trace(frame, event, value):
            if frame.f_code.co_name == "f": seen.append(event); return trace
        def f():
            return 1
        sys.settrace(trace); f(); sys.settrace(None)
        print(seen)
    """,
    "a profile of its own": """
        import cProfile
        def f(): return 1
        def g(): return f()
        for _ in range(2):
            profile = cProfile.Profile()
            profile.enable(); g(); profile.disable()
            codes = [entry.code for entry in profile.getstats() if not isinstance(entry.code, str)]
            print(sorted(code.co_name for code in codes if code.co_filename == g.__code__.co_filename))
        """,
    "every tool of sys.monitoring set free": """
        import sys
        def f(): return 1
        f()
        if hasattr(sys, "monitoring"):
            for tool in range(6):
                try: sys.monitoring.free_tool_id(tool)
                except Exception as error: print(error)
        print(f())
    """,
    "the recorder's tool of sys.monitoring taken over": """
        import sys
        seen = []
        def f(): return 1
        if hasattr(sys, "monitoring"):
            m = sys.monitoring
            for tool in range(6):
                m.free_tool_id(tool); m.use_tool_id(tool, "mine")
            m.register_callback(2, m.events.PY_START, lambda code, offset: seen.append(code.co_name))
            m.set_events(2, m.events.PY_START); f(); m.set_events(2, 0)
        def g(): return 2
        print(g(), f(), seen)
    """,
    "atexit that prints what was replaced": """
        import atexit, io, sys
        real, sys.stdout = sys.stdout, io.StringIO()
        def f(): print("caught")
        atexit.register(lambda: real.write(repr((sys.stdout.getvalue(), sys.modules["__main__"].f is f)) + "\\n"))
        atexit.register(f)
        f()
    """,
    "an excepthook that fails": """
        import sys
        def hook(*given): raise ValueError("in the hook")
        sys.excepthook = hook
        raise KeyError("no")
    """,
    "an excepthook that exits": """
        import sys
        sys.excepthook = lambda *given: sys.exit(7)
        raise KeyError("no")
    """,
    "no excepthook": """
        import sys
        del sys.excepthook
        raise KeyError("no")
    """,
    "what the last exception was": """
        import atexit, sys
        atexit.register(lambda: print(sys.last_type, sys.last_value, sys.last_traceback.tb_lineno))
        raise KeyError("no")
    """,
    "every callback of sys.monitoring replaced": """
        import sys
        def f(): return 1
        f()
        if hasattr(sys, "monitoring"):
            for tool in range(6):
                for event in ("PY_START", "PY_RETURN", "PY_UNWIND", "PY_THROW", "PY_YIELD", "PY_RESUME"):
                    sys.monitoring.register_callback(tool, getattr(sys.monitoring.events, event), None)
        print(f())
    """,
    "a tool of its own": """
        import sys
        seen = []
        def f(): return 1
        if hasattr(sys, "monitoring"):
            m = sys.monitoring
            m.use_tool_id(m.DEBUGGER_ID, "mine")
            m.register_callback(m.DEBUGGER_ID, m.events.PY_START, lambda code, offset: seen.append(code.co_name))
            m.set_events(m.DEBUGGER_ID, m.events.PY_START); f(); m.set_events(m.DEBUGGER_ID, 0)
            m.free_tool_id(m.DEBUGGER_ID)
            assert "f" in seen
        print(f())
    """,
    "the builtins deleted": """
        import builtins
        def f(): return 1
        f(); shown, remove = print, delattr
        for name in list(vars(builtins)):
            if not name.startswith("_"): remove(builtins, name)
        shown(f(), [f() for _ in (1, 2)])
        try: len
        except: shown("no len")
    """,
    "the builtins replaced": """
        import builtins
        def f(n): return [n]
        shown = print
        def broken(*a, **k): raise SystemError("broken")
        for name in ("len", "type", "print", "tuple", "list", "getattr", "id", "map", "zip", "next"):
            setattr(builtins, name, broken)
        shown(f(1), f(2))
    """,
    "all modules deleted": """
        import sys
        def f(n): return {"a": [n]}
        f(1)
        for name in list(sys.modules):
            if name not in ("sys", "builtins", "__main__"): del sys.modules[name]
        print(f(2))
    """,
    "the recorder's own modules deleted": """
        import sys
        def f(n): return {"a": [n]}
        for name in list(sys.modules):
            if name.startswith("calltrace"): del sys.modules[name]
        print(f(2))
    """,
    "the clock replaced": """
        import time
        def f(): return 1
        def broken(): raise RuntimeError("no time")
        time.perf_counter = time.time = time.monotonic = broken
        print(f())
    """,
    "sys._getframe replaced": """
        import sys
        def f(): return 1
        sys._getframe = None
        print(f())
    """,
    "json and array broken": """
        import json, array, struct, linecache, dis
        def f(n): return [n]
        json.dumps = json.loads = array.array = struct.pack = linecache.getlines = dis.get_instructions = None
        print(f(1))
    """,
    "another recursion limit": """
        import sys
        def deep(n): return n and deep(n - 1) + 1
        sys.setrecursionlimit(5000); print(deep(3000))
        sys.setrecursionlimit(120)
        try: deep(500)
        except RecursionError as error: print(type(error), error)
        print(sys.getrecursionlimit())
    """,
    "no garbage collector": """
        import gc
        gc.disable(); gc.set_threshold(0)
        def f(n): return [n]
        print([f(n) for n in range(3)], gc.isenabled())
    """,
    "another folder": """
        import os, tempfile
        def f(): return os.path.basename(__file__)
        os.chdir(tempfile.gettempdir()); print(f())
    """,
    "a folder that is gone": """
        import os, tempfile
        folder = tempfile.mkdtemp(); os.chdir(folder); os.rmdir(folder)
        def f(): return 1
        print(f())
    """,
    "stdout replaced": """
        import sys, io
        def f(): print("kept")
        old, sys.stdout = sys.stdout, io.StringIO()
        f(); text = sys.stdout.getvalue(); sys.stdout = old
        print(text.upper())
    """,
    "stdout and stderr None": """
        import sys
        def f(): print("nobody hears")
        out = sys.stdout
        sys.stdout = sys.stderr = None
        f()
        out.write("done\\n")
    """,
    "the buffer behind stdout": """
        import sys
        def f(): sys.stdout.buffer.write(b"bytes\\n"); sys.stdout.flush()
        f(); print(sys.stdout.encoding, sys.stdout.isatty(), sys.stdout.fileno())
    """,
    "stdout closed": """
        import sys
        def f(): return 1
        print("before", flush=True); sys.stdout.close()
        f()
    """,
    "writes what cannot be written": """
        def f(): print("\\ud800")
        try: f()
        except UnicodeEncodeError as error: print("no")
        import sys
        try: sys.stdout.write(5)
        except TypeError as error: print(error)
    """,
    "leaves in a thread": """
        import threading, sys
        def f(): sys.exit(3)
        thread = threading.Thread(target=f); thread.start(); thread.join()
        print("goes on")
    """,
    "threads that fail": """
        import threading
        def f(): raise ValueError("in a thread")
        threading.excepthook = lambda args: print(args.exc_type, args.exc_value)
        for _ in range(3):
            thread = threading.Thread(target=f); thread.start(); thread.join()
    """,
    "a thread that outlives the program": """
        import threading
        go = threading.Event()
        def f():
            go.wait(5); print("late")
        threading.Thread(target=f).start()
        print("end"); go.set()
    """,
    "atexit": """
        import atexit
        def f(name): print("leaving", name)
        atexit.register(f, "a"); atexit.register(f, "b")
        print("end")
    """,
    "atexit after a failure": """
        import atexit
        atexit.register(lambda: print("leaving"))
        raise ValueError("no")
    """,
    "an excepthook of its own": """
        import sys
        def hook(kind, error, traceback): print("hook", kind.__name__, error)
        sys.excepthook = hook
        def f(): raise KeyError("no")
        f()
    """,
    "__del__ that raises": """
        import sys
        class A:
            def __del__(self): raise RuntimeError("in del")
        sys.unraisablehook = lambda info: print("unraisable", info.exc_value)
        def f(): A()
        f(); print("after")
    """,
    "the moment of __del__ and of weak references' callbacks": """
        import weakref
        class A:
            def __init__(self, name): self.name = name
            def __del__(self): print("del", self.name)
        def make(name): return A(name)
        make("a"); print("1")
        b = make("b"); ref = weakref.ref(b, lambda _: print("gone")); print("2"); b = None; print("3")
        def eat(a): return a.name
        print(eat(A("c"))); print("4")
        def both(*args, **kwargs): return len(args)
        print(both(A("d"), x=A("e"))); print("5")
    """,
    "objects that die at the end": """
        class A:
            def __del__(self): print("del at the end")
        a = A()
        def f(): return a
        f()
    """,
    "a finally that hears of the exit": """
        import sys
        def f():
            try: sys.exit(4)
            finally: print("finally")
        f()
    """,
    "os._exit": """
        import os, sys
        def f(): sys.stdout.flush(); os._exit(5)
        print("before"); f()
    """,
    "an exit with a text": "raise SystemExit('why')",
    "an exit with a big number": "raise SystemExit(256 + 7)",
    "an exit with True": "raise SystemExit(True)",
    "an interrupt": """
        def f(): raise KeyboardInterrupt
        f()
    """,
    "an exception group": """
        def f(): raise ExceptionGroup("many", [ValueError(1), TypeError(2)])
        f()
    """,
    "an exception with notes and a chain": """
        def f():
            try: {}[1]
            except KeyError as error:
                new = ValueError("new"); new.add_note("a note"); raise new from error
        f()
    """,
    "an exception that cannot be shown": """
        class Bad(Exception):
            def __str__(self): raise RuntimeError("no text")
        def f(): raise Bad
        f()
    """,
    "a syntax error found late": """
        def f(): exec("x = = 1")
        f()
    """,
    "__main__ and its names": """
        import __main__, sys, inspect
        def f(): return sorted(name for name in vars(__main__) if name.startswith("__"))
        print(f(), __name__, __main__.f is f, inspect.getsource(f), __spec__, __file__ == sys.argv[0])
    """,
    "what locals() gave is changed and handed on": """
        def f(n):
            m = n * 2
            found = locals()
            del found["m"]
            found["x"] = [n]
            return found
        print(f(1), f([2]))
        def g(n):
            exec("n = 5; x = 6")
            return n, sorted(locals())
        print(g(1))
    """,
    "pickles of its own classes": """
        import pickle
        class A:
            def __init__(self): self.x = 1
        print(pickle.loads(pickle.dumps(A())).x)
    """,
    "fork": """
        import os, sys
        def f(): return 1
        sys.stdout.flush()
        child = os.fork()
        if child == 0: f(); os._exit(3)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), f())
    """,
    "signals": """
        import signal, os
        def f(number, frame): print("signal", frame.f_code.co_name)
        signal.signal(signal.SIGUSR1, f)
        def g(): os.kill(os.getpid(), signal.SIGUSR1); return 1
        print(g())
    """,
    "an exception out of asyncio.run": """
        import asyncio
        async def f():
            await asyncio.sleep(0)
            raise ValueError("no")
        asyncio.run(f())
    """,
    "an exception out of asyncio.run that is caught": """
        import asyncio, sys
        sys.excepthook = lambda *given: print("never")
        async def f():
            raise ValueError("no")
        try: asyncio.run(f())
        except ValueError as error: print(error, error.__context__, error.__cause__)
    """,
    "some builtins deleted": """
        import builtins
        def f(n): return [n]
        print(f(1))
        del builtins.print, builtins.len, builtins.isinstance
        f(2)
    """,
    "multiprocessing-like re-runs": """
        import subprocess, sys
        def f(): return subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout
        print(f())
    """,
}

# Those that WebAssembly has nothing for: threads, processes, streams of the operating system.
NOT_IN_A_PAGE = (
    "a folder that is gone", "the buffer behind stdout", "leaves in a thread", "threads that fail", "fork", "signals",
    "a thread that outlives the program", "os._exit", "multiprocessing-like re-runs", "__main__ and its names",
    "writes what cannot be written",
)  # fmt: skip


def in_a_page() -> dict[str, str]:
    return {name: textwrap.dedent(text) for name, text in PROGRAMS.items() if name not in NOT_IN_A_PAGE}
