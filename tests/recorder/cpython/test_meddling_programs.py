"""
Programs that meddle with what a recorder stands on, run from a shell with and without it: the same output, the same
errors, the same exit code; and a whole trace all the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from calltrace.file import read

PACKAGES = Path(__file__).parents[3] / "playground" / "py"

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
    "multiprocessing-like re-runs": """
        import subprocess, sys
        def f(): return subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout
        print(f())
    """,
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


VERSION = sys.version_info[:2]
# What is not the same, by nature.
SAYS_MORE = {
    "the builtins deleted": "a loaded `threading` complains when Python ends, and the recorder loads it",
    "the builtins replaced": "the same",
}
DIFFERS = {
    "another recursion limit": "the message says where the limit was met: in the hook (until 3.11)",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_as_without_the_recorder(
    tmp_path: Path, name: str, hook: str, request: pytest.FixtureRequest
) -> None:
    if name in DIFFERS and VERSION < (3, 12):
        request.applymarker(pytest.mark.xfail(reason=DIFFERS[name]))
    (tmp_path / "p.py").write_text(textwrap.dedent(PROGRAMS[name]), encoding="utf-8")
    plain = run(tmp_path, "p.py")
    recorded = run(tmp_path, "-m", "calltrace", "record", "--hook", hook, "p.py")
    here = str(tmp_path) + os.sep
    said = [line for line in recorded.stderr.splitlines() if "→ p.trace.json" not in line]
    assert recorded.stdout == plain.stdout, recorded.stderr
    if name not in SAYS_MORE:
        assert "\n".join(said).replace(here, "") == plain.stderr.rstrip("\n").replace(here, "")
    assert recorded.returncode == plain.returncode
    if name != "os._exit":
        assert read(tmp_path / "p.trace.json")["recording"]["calls_seen"] > 0
