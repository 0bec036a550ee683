"""
Small hostile programs, one after the other in one page: each ends with a sentence, prints its own mark alone, and the
page does not grow. Put together from pieces by a seed.

    HOSTILE_PROGRAMS=400 HOSTILE_SEED=7 python3 -m pytest tests/page/test_hostile.py      many more, others
"""

import os
import random
import re

from playwright.sync_api import expect

from .driver import Playground

COUNT = int(os.environ.get("HOSTILE_PROGRAMS", "24"))
SEED = int(os.environ.get("HOSTILE_SEED", "5"))

# What meddles, and goes on.
MEDDLING = [
    "import sys\nsys.stdout = sys.stderr = None",
    "import builtins\nbuiltins.len = builtins.print = builtins.isinstance = None",
    "import sys\nsys.modules.clear()",
    "import gc\ngc.disable()",
    "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)",
    "import sys\nfor tool in range(6):\n    try:\n        sys.monitoring.free_tool_id(tool)\n"
    "    except Exception:\n        pass",
    "import js\njs.postMessage('nonsense')\njs.postMessage(None)",
    "import sys\nsys.setrecursionlimit(90)",
    "class A:\n    __repr__ = __hash__ = __eq__ = lambda *_: 1 / 0\n\ndef take(a):\n    return a\n\ntake(A())",
    "class B(BaseException):\n    def __str__(self):\n        raise self\n\ndef throw():\n    raise B\n\n"
    "try:\n    throw()\nexcept B:\n    pass",
    "def generator():\n    try:\n        yield 1\n    finally:\n        yield 2\n\nnext(generator())",
    "import sys\nsys.setprofile(lambda *_: 1 / 0)\nsys.setprofile(None)",
    "import os\nfor name in os.listdir():\n    os.remove(name)",
    "import json, calltrace\njson.dumps = calltrace.Recorder.flush = None",
    "print('<script>alert(1)</script>\\0\\x1b[31m\\r\\u202e\\ud800')",
    "for n in range(20_000):\n    print('mark', end=' ')",
    "import js\nfor n in range(50):\n    js.setTimeout(None, 0)",
    "import atexit\natexit.register(lambda: 1 / 0)",
    "import asyncio\nasyncio.ensure_future(asyncio.sleep(100))",
    "import weakref\n\nclass W:\n    def __del__(self):\n        raise SystemExit\n\nW()",
]
# What ends it.
ENDING = [
    "pass",
    "1 / 0",
    "raise SystemExit('out')",
    "raise KeyboardInterrupt",
    "import os\nos._exit(3)",
    "def down():\n    return down()\n\ndown()",
    "deep = []\nfor _ in range(100_000):\n    deep = [deep]\nrepr(deep)",
    "deep = other = ()\nfor _ in range(100_000):\n    deep, other = (deep,), (other,)\ndeep == other",
    "bytes(2**33)",
    "bytes(2**62)",
    "import js\njs.close()\nwhile True:\n    pass",
    "yield_ = (",
    "while True:\n    pass",
    "sum(range(10**12))",
    "import time\ntime.sleep(999)",
    "input()",
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    "raise ExceptionGroup('many', [ValueError(str(n)) for n in range(50)])",
    "class E(Exception):\n    def __str__(self):\n        raise self\n\nraise E",
    "raise type('X' * 10_000, (Exception,), {})('y' * 100_000)",
    "import ctypes\nctypes.string_at(0xfffffff0, 100)",
    "'\\0'.encode('idna')\neval('(' * 10_000)",
    "async def main():\n    await asyncio.sleep(999)\n\nimport asyncio\nawait main()",
    "import sys\nsys.exit(10**30)",
]
ENDED = re.compile(r"^[\d,]+ calls? in |SyntaxError")


def programs(count: int, seed: int) -> list[str]:
    """Each meddling once a round, the endings by chance."""
    chosen = random.Random(seed)
    made = []
    while len(made) < count:
        meddling = chosen.sample(MEDDLING, len(MEDDLING))
        made += [
            f"{one}\n{ending}"
            for one, ending in zip(meddling, chosen.sample(ENDING, len(MEDDLING)), strict=True)
        ]
    return made[:count]


def test_hostile_programs_end_one_after_the_other(open_page):
    # Pyodide says on the console that it died.
    playground: Playground = open_page(other_hosts=True).open()
    playground.wait_for_python()
    for n, program in enumerate(programs(COUNT, SEED)):
        source = f"print('mark {n}')\n{program}\n"
        playground.write(source)
        playground.run_button.click()
        expect(playground.output, source).to_contain_text(re.compile(rf"mark {n}\b|SyntaxError"))
        if not ENDED.search(playground.status.inner_text()):
            playground.page.wait_for_timeout(150)
            # It may end by itself in this moment: what meddles also breaks what should have gone on.
            playground.stop_button.dispatch_event("click")
        expect(playground.stop_button, source).to_be_disabled()
        expect(playground.status, source).to_contain_text(ENDED)
        assert set(re.findall(r"mark \d+", playground.output.inner_text())) <= {f"mark {n}"}, source
    playground.run("print('all is well')\n")
    expect(playground.output).to_have_text(re.compile(r"^all is well\s*$"))
    session = playground.page.context.new_cdp_session(playground.page)
    session.send("HeapProfiler.collectGarbage")
    assert playground.page.evaluate("performance.memory.usedJSHeapSize") < 60_000_000
