"""
Attacks on the page from inside a program, each by its name: messages that it makes up, floods, and what it may take
away from the worker to get them through. What must not come of them is test_attacks.py's; how long the page stands
still under each, benchmarks/attacks.py measures.
"""

from __future__ import annotations

import base64
import json
import zlib

from calltrace.include import Include

# RUN, the number of the run, stands in front of each program (numbered).
SEND = """\
import js
from pyodide.ffi import create_proxy, jsnull, to_js

def send(**message):
    js.postMessage(to_js({"run": RUN} | message, dict_converter=js.Object.fromEntries))

"""

# Columns and text of a chunk, posted by hand; the recorder has handed over the module's own call before.
CHUNK = """\
import js, json
from pyodide.ffi import to_js

KINDS = [js.Int32Array] * 2 + [js.Float64Array] + [js.Int32Array] * 4 + [js.Float64Array, js.Uint8Array]
KINDS += [js.Int32Array] * 4
NAMES = "function parent start line thread arguments ended at outcome result one two three".split()
F = dict(name="x", qualname="x", module="__main__", file="main.py", line=1, origin="program", package=None)
F |= dict(parameters=[], kind="function")
REST = dict(first=1, functions=[F], values=[], names=[], resumes=[], events=[], sources={}, threads=[])
print("begun", flush=True)
"""
POST = """
for columns, rest in messages:
    message = js.Object.new()
    message.type, message.run = "chunk", RUN
    message.columns = to_js([kind.new(to_js(columns.get(name, []))) for kind, name in zip(KINDS, NAMES)])
    message.text = rest if isinstance(rest, str) else json.dumps(REST | rest)
    js.postMessage(message)
"""

RECORDING = (
    'dict(started_at="x", duration_us=1, hook="monitoring", calls_seen=1, calls_recorded=1, max_calls=1, '
    f'outcome="finished", error=jsnull, include={Include().as_json()!r})'
)
ONE = "dict(function=[1], parent=[0], start=[0.0], line=[1])"

# Messages larger, more, or further out of range than the page takes: the run ends with a sentence.
REFUSED = {
    "a text of thirty megabytes": SEND + 'send(type="failed", message="y" * 30_000_000)',
    "a notice of thirty megabytes": SEND + 'send(type="notice", message="y" * 30_000_000)',
    "a flood of notices": SEND + 'n = 0\nwhile True:\n    n += 1\n    send(type="notice", message=f"n {n}")',
    "a flood of output": SEND
    + 'piece = dict(stream="stdout", call=-1, at_us=0, text="z" * 90_000)\n'
    + 'while True:\n    send(type="output", output=[piece])',
    "a flood of pieces of output": SEND
    + 'piece = dict(stream="stdout", call=-1, at_us=0, text="z")\n'
    + 'while True:\n    send(type="output", output=[piece] * 900)',
    "a flood of nonsense": SEND + 'while True:\n    js.postMessage("x" * 1000)',
    "a flood of questions": SEND + 'while True:\n    send(type="asks")\n    send(type="flushed")',
    "a flood of what is loading": SEND
    + "n = 0\nwhile True:\n    n += 1\n"
    + '    send(type="loading", stage="packages", file=f"f{n}", loaded=n, total=n)\n'
    + '    send(type="imported", modules=[f"m{n}"])',
    "a hundred thousand files": SEND
    + "files = [dict(name=f'file {n}', content=js.Uint8Array.new(1)) for n in range(100_000)]\n"
    + 'send(type="written", files=files)',
    "files with long names": SEND
    + 'send(type="written", files=[dict(name="n" * 5_000, content=js.Uint8Array.new(1))] * 200)',
    "files again and again": SEND
    + 'files = [dict(name=f"file {n}", content=js.Uint8Array.new(1)) for n in range(200)]\n'
    + 'while True:\n    send(type="written", files=files)',
    "a thousand threads and more": CHUNK
    + f'messages = [({ONE}, dict(threads=[f"t{{n}}" for n in range(1_001)]))]{POST}',
    "an environment of many packages": SEND
    + 'packages = {f"p{n}": "1" for n in range(40_000)}\n'
    + 'environment = dict(python="3", platform="x", runtime="y", packages=packages)\n'
    + 'send(type="started", environment=environment)',
    "many remarks at the end": SEND
    + f'send(type="done", recording={RECORDING} | dict(remarks=["r"] * 40_000))',
    "a run of a thousand years": SEND + f'send(type="done", recording={RECORDING} | dict(duration_us=1e300))',
    "lists in lists without end": SEND
    + "inner = []\nfor n in range(100):\n    inner = [inner]\n"
    + 'send(type="notice", message=to_js(inner))',
    "times beyond all time": CHUNK + f"messages = [({ONE} | dict(start=[1e290]), {{}})]{POST}",
    "a line before the first": CHUNK + f"messages = [({ONE} | dict(line=[-7]), {{}})]{POST}",
    "a function behind the last line": CHUNK
    + f"messages = [({ONE}, dict(functions=[F | dict(line=2**53)]))]{POST}",
    "more calls than were asked for": CHUNK
    + "N = 190_000\nmessages = []\nfor k in range(7):\n"
    + "    column = dict(function=[1] * N, parent=[0] * N, start=[(k * N + n) / 1e6 for n in range(N)])\n"
    + "    rest = dict(first=k * N + 1, functions=[] if k else [F])\n"
    + "    messages.append((column | dict(line=[1] * N), rest))"
    + POST,
    "a text of nothing but brackets": CHUNK + f'messages = [({{}}, "[" * 3_900_000)]{POST}',
    "a text of nothing but numbers": CHUNK + f'messages = [({{}}, "[" + "1," * 1_900_000 + "1]")]{POST}',
    "a value of many parts": CHUNK
    + 'value = dict(type="list", text="v", items=[0] * 20_000)\n'
    + f"messages = [({ONE}, dict(values=[value]))]{POST}",
    # The same, by whoever takes the worker apart before.
    "a measure that was tampered with": SEND
    + "js.Object.keys = js.Object.getOwnPropertySymbols\njs.Array.isArray = js.Number.isNaN\n"
    + "js.Math.min = js.Math.max\njs.structuredClone = js.Object\n"
    + "send(type='notice', message='y' * 30_000_000)",
    "the session's own door": "import gc, time\n"
    + "host = next(one._host for one in gc.get_objects() if type(one).__name__ == '_Session')\n"
    + 'piece = \'{"stream":"stdout","call":-1,"at_us":0,"text":"q"}\'\n'
    + "for n in range(40):\n    host.output('[' + ','.join([piece] * 100_000) + ']')\n",
    "postMessage of the prototypes": SEND
    + "holder = js.self\nfound = []\nwhile holder:\n"
    + "    if js.Object.getOwnPropertyDescriptor(holder, 'postMessage'):\n"
    + "        found.append(js.Object.getOwnPropertyDescriptor(holder, 'postMessage').value)\n"
    + "    holder = js.Object.getPrototypeOf(holder)\n"
    + "print(len(found), flush=True)\n"
    + "del js.self.postMessage\nfor post in found:\n    post('y' * 30_000_000)",
}

# What comes of these is at most a wrong picture of this run; it goes on, or ends as any other does.
HARMLESS = {
    "lines as high as they go": CHUNK
    + 'rest = dict(functions=[F | dict(line=2**31 - 1)], sources={"main.py": "x\\n" * 100})\n'
    + "messages = [(dict(function=[1, 1], parent=[0, 1], start=[0.0, 1.0], line=[2**31 - 1] * 2, ended=[1, 2],"
    + f" at=[9.0, 9.0], outcome=[0, 0], result=[-1, -1]), rest)]{POST}",
    "a chain of calls": CHUNK
    + "N = 190_000\nmessages = [(dict(function=[1] * N, parent=list(range(N)), start=[n / 1e6 for n in range(N)],"
    + f" line=[1] * N), {{}})]{POST}",
    "a value that holds itself": CHUNK
    + 'value = dict(type="list", text="v", items=[0] * 100)\n'
    + 'rest = dict(functions=[F | dict(parameters=["a"])], values=[value])\n'
    + f"messages = [({ONE} | dict(arguments=[0]), rest)]{POST}",
    "an answer that is another each time": SEND
    + 'asked = []\ndef message(*_):\n    asked.append(1)\n    return "m" if len(asked) < 2 else "m" * 30_000_000\n'
    + 'o = js.JSON.parse(\'{"type": "nothing"}\')\n'
    + "getter = dict(get=create_proxy(message), enumerable=True)\n"
    + 'js.Object.defineProperty(o, "message", to_js(getter, dict_converter=js.Object.fromEntries))\njs.postMessage(o)',
    "large maps": "import js\nmap = js.Map.new()\nfor n in range(100_000):\n    map.set(n, n)\n"
    + "for n in range(20):\n    js.postMessage(map)",
    "a picture of nine hundred million points": SEND
    + "import base64, struct, zlib\n"
    + "def part(kind, data):\n"
    + '    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))\n'
    + "SIDE = 30_000\nz = zlib.compressobj()\n"
    + "data = b''.join(z.compress(bytes(SIDE // 8 + 2)) for _ in range(SIDE)) + z.flush()\n"
    + 'head = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)\n'
    + 'png = b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", head) + part(b"IDAT", data) + part(b"IEND", b"")\n'
    + 'piece = dict(stream="stdout", call=-1, at_us=0, text="bomb", image=base64.b64encode(png).decode())\n'
    + "for n in range(10):\n    send(type='output', output=[piece])",
    "a flood on the console": 'import js\nwhile True:\n    js.console.log("y" * 1000)',
    "a flood of requests that are refused": 'import js\nwhile True:\n    js.fetch("http://other.example/")',
    "events that the worker did not get": "import js\nfrom pyodide.ffi import to_js\n"
    + 'for kind in ("start", "prepare", "run", "line"):\n'
    + '    data = dict(type=kind, source="import numpy", importing=True, request={}, line="x")\n'
    + "    event = to_js(dict(data=data), dict_converter=js.Object.fromEntries)\n"
    + '    js.self.dispatchEvent(js.MessageEvent.new("message", event))',
}


def numbered(program: str, run: int) -> str:
    """`run`: the page numbers its runs from 1, and believes messages of the present one only."""
    return f"RUN = {run}\n{program}\n"


def link_to(main: str, files: dict[str, str], data: dict[str, str] | None = None) -> str:
    """The address of a program of several files, as any other tool would pack it: version 2, raw deflate, base64url."""
    packed = {name: _base64url(text.encode()) for name, text in (data or {}).items()}
    text = json.dumps({"main": main, "files": files, "data": packed})
    return "#code=2" + _base64url(zlib.compress(text.encode(), wbits=-15))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
