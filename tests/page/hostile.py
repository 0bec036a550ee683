"""
Small hostile programs: pieces that meddle with what they run in, and pieces that end it, put together by a seed; the
recorder's meddling programs and its random ones, each with such an end. What they must not do is test_hostile.py's.
"""

from collections.abc import Iterator
from random import Random

from tests.recorder.meddling import in_a_page
from tests.recorder.random_programs import program as random_program

# What meddles, and goes on.
MEDDLING = [
    # Python's own.
    "import sys\nsys.stdout = sys.stderr = None",
    "import sys\n\nclass Out:\n    def __getattribute__(self, name):\n        raise SystemExit\n\nsys.stdout = Out()",
    "import builtins\nbuiltins.len = builtins.print = builtins.isinstance = None",
    "import builtins\nbuiltins.__import__ = builtins.__build_class__ = None",
    "import sys\nsys.modules.clear()",
    "import sys\nsys.excepthook = sys.unraisablehook = sys.displayhook = lambda *_: 1 / 0",
    "import gc\ngc.disable()",
    "import gc\ngc.callbacks.append(lambda *_: 1 / 0)\ngc.collect()",
    "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)",
    "import signal\nfor number in signal.valid_signals():\n    try:\n        signal.signal(number, lambda *_: 1 / 0)\n"
    "    except (OSError, ValueError):\n        pass",
    "import sys\nfor tool in range(6):\n    try:\n        sys.monitoring.free_tool_id(tool)\n"
    "    except Exception:\n        pass",
    "import sys\nsys.setrecursionlimit(90)",
    "import sys\nsys.setprofile(lambda *_: 1 / 0)\nsys.setprofile(None)",
    "import sys\nsys.settrace(lambda *_: 1 / 0)",
    "import json, calltrace\njson.dumps = calltrace.Recorder.flush = None",
    "import playground_session\nfor name in list(vars(playground_session)):\n"
    "    if name[:2] != '__':\n        setattr(playground_session, name, None)",
    "import sys\nframe = sys._getframe()\nwhile frame:\n    frame.f_trace = lambda *_: 1 / 0\n    frame = frame.f_back",
    "import sys\nframe = sys._getframe()\nwhile frame:\n    frame.f_globals.clear()\n    frame = frame.f_back",
    "import types, gc\nfor one in gc.get_objects():\n    if type(one) is list:\n        one.reverse()",
    # Values.
    "class A:\n    __repr__ = __hash__ = __eq__ = lambda *_: 1 / 0\n\ndef take(a):\n    return a\n\ntake(A())",
    "class M(type):\n    def __getattribute__(cls, name):\n        while True:\n            pass\n\n"
    "class A(metaclass=M):\n    pass\n\ndef take(a):\n    return a\n\ntake(object.__new__(A))",
    "class A(dict):\n    __len__ = __iter__ = items = __getitem__ = lambda *_: 1 / 0\n\n"
    "def take(a):\n    return a\n\ntake(A(a=1))",
    "def take(a):\n    a.append(a)\n    return a\n\ntake([])\ntake([list(range(100_000))] * 100)",
    "def take(a):\n    return a\n\ntake('\\ud800\\0' * 1_000_000)\ntake(10**5000)\ntake(float('nan'))",
    "class W:\n    def __del__(self):\n        raise SystemExit\n\nW()",
    "class W:\n    def __del__(self):\n        while True:\n            pass\n\nkept = [W()]\nkept.append(kept)",
    # Calls that do not end as others do.
    "class B(BaseException):\n    def __str__(self):\n        raise self\n\ndef throw():\n    raise B\n\n"
    "try:\n    throw()\nexcept B:\n    pass",
    "def generator():\n    try:\n        yield 1\n    finally:\n        yield 2\n\nnext(generator())",
    "def generator(inner):\n    yield from inner\n\nchain = iter([1])\n"
    "for _ in range(3_000):\n    chain = generator(chain)\ntry:\n    next(chain)\nexcept RecursionError:\n    pass",
    "import asyncio\nasyncio.ensure_future(asyncio.sleep(100))",
    "import asyncio\n\nasync def later():\n    while True:\n        await asyncio.sleep(0)\n\n"
    "asyncio.ensure_future(later())\nawait asyncio.sleep(0.01)",
    "import asyncio\nasyncio.get_event_loop().call_soon(lambda: 1 / 0)\nasyncio.get_event_loop().stop()",
    "import atexit\natexit.register(lambda: 1 / 0)",
    "def f(n):\n    return n\n\nfor n in range(200_000):\n    f(n)",
    # Files.
    "import os\nfor name in os.listdir():\n    os.remove(name)",
    "import shutil, sysconfig\nshutil.rmtree(sysconfig.get_path('stdlib'), ignore_errors=True)",
    "import os\nfor number in range(3):\n    os.close(number)",
    "import sys\nsys.stdin.close()\nsys.stdout.close()",
    "import os\nos.chdir('/')\nos.environ.clear()",
    "for n in range(2_000):\n    open(f'file {n}', 'w').write('x')",
    "with open('large', 'wb') as file:\n    for _ in range(30):\n        file.write(bytes(10**7))",
    "import os\nos.symlink('.', 'loop')\nos.symlink('gone', 'nowhere')\nos.mkdir('a\\nb')",
    # Output.
    "print('<script>alert(1)</script>\\0\\x1b[31m\\r\\u202e\\ud800')",
    "for n in range(20_000):\n    print('mark', end=' ')",
    "import sys\nfor n in range(5_000):\n    print('a', end='', flush=True)\n    print('b', end='', file=sys.stderr)",
    "print('x' * 30_000_000)",
    # The worker's JavaScript.
    "import js\njs.postMessage('nonsense')\njs.postMessage(None)",
    "import js\nfrom pyodide.ffi import to_js\n"
    "for kind in ('ready', 'done', 'asks', 'flushed', 'imported', 'written', 'chunk', 'output', 'loading'):\n"
    "    js.postMessage(to_js({'type': kind, 'run': -1}, dict_converter=js.Object.fromEntries))",
    "import js\nfor n in range(50):\n    js.setTimeout(None, 0)",
    "import js\nfrom pyodide.ffi import create_proxy\nfor n in range(50):\n"
    "    js.setTimeout(create_proxy(lambda: 1 / 0), n)\njs.Promise.reject(js.Error.new('nobody waits'))",
    "import js\njs.JSON.parse = js.JSON.stringify = None",
    "import js\njs.Uint8Array.prototype.slice = js.Float64Array.prototype.slice = None",
    "import js\njs.Array.prototype.map = js.Array.prototype.push = js.Map.prototype.get = None",
    "import js\njs.Object.prototype.toString = js.Error.prototype.toString = None",
    "import js\njs.self.onmessage = js.self.postMessage = None\njs.self.setTimeout = None",
    "import js\njs.Promise.prototype.then = None",
    "import pyodide_js\npyodide_js.setInterruptBuffer(None)\npyodide_js.checkInterrupt()",
    "import pyodide_js\npyodide_js.FS.unmount('/')",
]

# What ends it.
ENDING = [
    "pass",
    "1 / 0",
    "raise SystemExit('out')",
    "raise KeyboardInterrupt",
    "raise GeneratorExit",
    "import sys\nsys.exit(10**30)",
    "import os\nos._exit(3)",
    "import os\nos.abort()",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "import signal\nsignal.raise_signal(signal.SIGINT)",
    "yield_ = (",
    # Deep.
    "def down():\n    return down()\n\ndown()",
    "class D:\n    def __repr__(self):\n        return repr(self)\n\nrepr(D())",
    "class D:\n    def __getattr__(self, name):\n        return getattr(self, name)\n\nD().x",
    "deep = []\nfor _ in range(100_000):\n    deep = [deep]\nrepr(deep)",
    "deep = other = ()\nfor _ in range(100_000):\n    deep, other = (deep,), (other,)\ndeep == other",
    "eval('(' * 10_000)",
    "exec('x = ' + '-' * 100_000 + '1')",
    "error = None\nfor n in range(20_000):\n    after = ValueError(n)\n    after.__context__ = error\n"
    "    error = after\nraise error",
    "error = ValueError(1)\nfor n in range(2_000):\n    error = ExceptionGroup('deep', [error])\nraise error",
    # Large.
    "bytes(2**33)",
    "bytes(2**62)",
    "kept = []\nwhile True:\n    kept.append(bytearray(2**31 - 100))",
    "'%0999999999d' % 1",
    "str(10 ** 10**6)",
    "while True:\n    print('x' * 1_000_000)",
    # Never.
    "while True:\n    pass",
    "sum(range(10**12))",
    "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "import time\ntime.sleep(999)",
    "input()",
    "import sys\nsys.stdin.read()",
    "def f():\n    pass\n\nwhile True:\n    f()",
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    "async def main():\n    await asyncio.sleep(999)\n\nimport asyncio\nawait main()",
    "import asyncio\nawait asyncio.get_event_loop().create_future()",
    "import js\njs.close()\nwhile True:\n    pass",
    "import js\nwhile True:\n    js.postMessage('x')",
    # What cannot be said.
    "class E(Exception):\n    def __str__(self):\n        raise self\n\nraise E",
    "class E(Exception):\n    def __str__(self):\n        while True:\n            pass\n\nraise E",
    "class E(BaseException):\n    __class__ = property(lambda self: 1 / 0)\n\nraise E",
    "raise ExceptionGroup('many', [ValueError(str(n)) for n in range(50)])",
    "raise type('X' * 10_000, (Exception,), {})('y' * 100_000)",
    "error = ValueError()\nerror.__cause__ = other = KeyError()\nother.__cause__ = error\nraise error",
    "error = ValueError('noted')\nerror.__notes__ = [1, None, '\\ud800' * 10_000]\nraise error",
    "import js\njs.JSON.parse('{')",
    # Python itself.
    "import ctypes\nctypes.string_at(0xfffffff0, 100)",
    "import ctypes\nctypes.memset(0x100000, 255, 0x800000)",
    "import ctypes\nctypes.pythonapi.Py_Exit(3)",
    "def f():\n    pass\n\nf.__code__ = f.__code__.replace(co_code=b'\\xff' * 40)\nf()",
]


def programs(count: int, seed: int) -> list[str]:
    """Each piece and each ending about equally often; every fifth program is one of the recorder's."""
    chosen = Random(seed)
    meddling = _by_turns(MEDDLING, chosen)
    endings = _by_turns(ENDING, chosen)
    meddlers = _by_turns([*in_a_page().values()], chosen)
    made = []
    for n in range(count):
        if n % 10 == 4:
            begin = next(meddlers)
        elif n % 10 == 9:
            begin = random_program(chosen)
        else:
            begin = next(meddling)
        made.append(f"{begin}\n{next(endings)}")
    return made


def _by_turns(pieces: list[str], chosen: Random) -> Iterator[str]:
    while True:
        yield from chosen.sample(pieces, len(pieces))
