"""Makes the folder that the worker loads Python from: Pyodide's own files, the standard library and the packages as
bytecode, the recorder, and the lock that loadPyodide reads. It is named by a hash of everything in it.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground import bootstrap
from playground.build.fetch import fetch_all
from playground.build.lock import Lock, read_lock
from playground.build.package import packed
from playground.build.wasm_indirect_calls import redirect_indirect_calls
from playground.project import (
    CACHE,
    PY,
    WEB,
    Failure,
    file_hash,
    files_in,
    key_of,
    say,
    two_at_a_time,
    write_atomically,
)

PYODIDE = WEB / "node_modules" / "pyodide"
COMPILER = WEB / "tools" / "compile-bytecode.ts"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
# Changes to Pyodide's Emscripten; none changes what a program sees. Its linker goes through every symbol it has ever
# seen after each library, and pandas and numpy have 58 libraries: it need only look at those that the library asked for
# and that had no address then. It compiles a library from its bytes: python.ts has most of them compiled already. And
# at the start it compiles 259 wrappers of JavaScript functions (nearly all WebGL's), those of one signature all alike.
# Above 2 GB Pyodide reads addresses as negative numbers in some places: texts arrive in JavaScript as zeros. So that is
# all the memory there is; beyond it Python raises MemoryError, as it should.
MENDED = (
    ("var getHeapMax=()=>4294901760;", "var getHeapMax=()=>2147483648;"),
    ("var GOT={};", "var GOT={};var unresolved=new Set;"),
    (
        "if(!weakImports.has(symName)){rtn.required=true}return rtn",
        "if(!weakImports.has(symName)){rtn.required=true}if(rtn.value==-1)unresolved.add(symName);return rtn",
    ),
    (
        "for(var[symName,entry]of Object.entries(GOT)){if(entry.value==-1){",
        "for(var[symName,entry]of takeUnresolved()){if(entry.value==-1){",
    ),
    (
        "var reportUndefinedSymbols=",
        "var takeUnresolved=()=>{var taken=Array.from(unresolved,symName=>[symName,GOT[symName]]);"
        "unresolved.clear();return taken};"
        "var reportUndefinedSymbols=",
    ),
    (
        "function loadLibData(){if(handle){",
        "function loadLibData(){var compiled=Module.compiledLibraries?.(libName);"
        "if(compiled)return flags.loadAsync?Promise.resolve(compiled):compiled;if(handle){",
    ),
    (
        "var convertJsFunctionToWasm=(func,sig)=>{var bytes=",
        "var wrappers={};var convertJsFunctionToWasm=(func,sig)=>{var module=wrappers[sig]??=wrapper(sig);"
        'return new WebAssembly.Instance(module,{e:{f:func}}).exports["f"]};var wrapper=sig=>{var bytes=',
    ),
    (
        "var module=new WebAssembly.Module(bytes);var instance=new WebAssembly.Instance(module,{e:{f:func}});"
        'var wrappedFunc=instance.exports["f"];return wrappedFunc}',
        "return new WebAssembly.Module(bytes)}",
    ),
)
# Functions whose indirect calls are redirected (wasm_indirect_calls.py): the interpreter's loop, and what is compiled
# into it.
REDIRECTED = (
    "_PyEval_EvalFrameDefault",
    "PyObject_GetAttr",
    "PyObject_GetIter",
    "PyObject_IsTrue",
    "PyObject_Vectorcall",
    "PySequence_Contains",
)
# Where Python finds these files while it runs; tracebacks name them. The last one is python.ts's choice.
LIBRARY_ROOT = "/lib/python314.zip/"
PACKAGES_ROOT = "/lib/python3.14/site-packages/"
RECORDER_ROOT = "/lib/playground/"
# Only plots need these: what they use of the standard library is compiled when it is imported, so that nobody else has
# to fetch it.
PLOTTING = {"contourpy", "cycler", "fonttools", "kiwisolver", "matplotlib", "pillow", "pyparsing"}


@dataclass(frozen=True)
class Runtime:
    folder: Path
    pyodide: str
    python: str
    packages: dict[str, str]
    """Import name → version, of the packages that are there."""
    sizes: dict[str, int]
    """File name → bytes."""
    lock: dict[str, Any]
    """What pyodide-lock.json says of each package, by its name."""


def build_runtime() -> Runtime:
    lock = read_lock()
    wheels = fetch_all(lock)
    published = {name: path for name, path in wheels.items() if not lock.wheels[name].test_only}
    compiled = _compile(published)
    files: dict[str, Path] = {name: PYODIDE / name for name in CORE}
    files["pyodide.asm.mjs"] = _mended()
    files["pyodide.asm.wasm"] = _redirected_wasm()
    files["python_stdlib.zip"] = compiled["python_stdlib.zip"]
    files["playground.zip"] = compiled["playground.zip"]
    entries = {}
    names = sorted(published)
    for name, path in zip(names, two_at_a_time(packed, [compiled[name] for name in names]), strict=True):
        file_name = lock.wheels[name].file_name.removesuffix(".whl") + ".tar.gz"
        files[file_name] = path
        entries[name] = lock.entry(lock.wheels[name], file_name, file_hash(path))
    text = json.dumps({"info": lock.info, "packages": entries}, indent=1, sort_keys=True)
    return Runtime(
        folder=_assemble(files, text),
        pyodide=json.loads((PYODIDE / "package.json").read_text())["version"],
        python=lock.info["python"],
        packages=_imports(lock, published),
        sizes={name: path.stat().st_size for name, path in sorted(files.items())},
        lock=entries,
    )


def _mended() -> Path:
    """pyodide.asm.mjs with MENDED's changes; each of its places must be there once."""
    text = (PYODIDE / "pyodide.asm.mjs").read_text("utf-8")
    for found, instead in MENDED:
        if text.count(found) != 1:
            raise Failure(f"pyodide.asm.mjs has changed: “{found}” is no longer there once (see MENDED).")
        text = text.replace(found, instead)
    result = CACHE / "pyodide.asm.mjs"
    write_atomically(result, text)
    return result


def _redirected_wasm() -> Path:
    """pyodide.asm.wasm, the calls of REDIRECTED redirected; made anew each time: it takes a tenth of a second."""
    result = CACHE / "pyodide.asm.wasm"
    write_atomically(result, redirect_indirect_calls((PYODIDE / "pyodide.asm.wasm").read_bytes(), REDIRECTED))
    return result


def test_wheels() -> dict[str, Path]:
    """Name → file of the wheels that the tests inside Pyodide need: those for tests only, and what these depend on."""
    lock = read_lock()
    names = {name for name, wheel in lock.wheels.items() if wheel.test_only}
    names |= {needed for name in names for needed in lock.wheels[name].depends}
    return {name: path for name, path in fetch_all(lock).items() if name in names}


def _imports(lock: Lock, names: Any) -> dict[str, str]:
    """What a program can import from these packages."""
    return {
        imported: lock.wheels[name].version
        for name in sorted(names)
        for imported in lock.wheels[name].imports
        if imported != "zoneinfo"  # the standard library's; it only brings its data along
    }


def _assemble(files: dict[str, Path], lock_text: str) -> Path:
    """.cache/runtime/<hash>/ with all of them."""
    key = key_of({name: file_hash(path) for name, path in files.items()}, lock_text)
    folder = CACHE / "runtime" / key
    if (folder / "pyodide-lock.json").is_file():
        os.utime(folder)
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in files.items():
        shutil.copyfile(path, folder / name)
    write_atomically(folder / "pyodide-lock.json", lock_text)
    return folder


def _compile(wheels: dict[str, Path]) -> dict[str, Path]:
    """Name → zip file with bytecode in it; what was compiled before is taken from .cache/bytecode/."""
    recorder = CACHE / "recorder.zip"
    write_atomically(recorder, _recorder_zip())
    jobs = {name: _job(path, "package", PACKAGES_ROOT) for name, path in wheels.items()}
    jobs["playground.zip"] = _job(recorder, "package", RECORDER_ROOT)
    # Of the library only what starting up, the recorder and the packages use: bytecode is nearly twice the size of its
    # source, and all of it would cost a visitor 3 MB more to save the compiling of modules that few programs import.
    common = wheels.keys() - PLOTTING
    warm = {
        "wheels": [job["output"] for name, job in jobs.items() if name in common],
        "program": "\n".join(_warm_program(sorted(common))),
    }
    jobs["python_stdlib.zip"] = _job(PYODIDE / "python_stdlib.zip", "library", LIBRARY_ROOT, warm)
    todo = [job for job in jobs.values() if not Path(job["output"]).is_file()]
    if todo:
        say(f"Compiling {', '.join(Path(job['input']).name for job in todo)} to bytecode …")
        # The library comes last: what the packages use of it is found out by using them.
        packages = sorted(
            (job for job in todo if job["warm"] is None), key=lambda job: -Path(job["input"]).stat().st_size
        )
        two_at_a_time(_run_compiler, [half for half in (packages[::2], packages[1::2]) if half])
        _run_compiler([job for job in todo if job["warm"] is not None])
    results = {name: Path(job["output"]) for name, job in jobs.items()}
    for path in results.values():
        os.utime(path)
    return results


def _library_imports(files: Iterable[Path]) -> set[str]:
    """Modules of the standard library that the files import, by their full names."""
    names: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_bytes())) if path.suffix == ".py" else ():
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module)
    return {name for name in names if name.partition(".")[0] in sys.stdlib_module_names}


def _warm_program(names: Iterable[str]) -> Iterator[str]:
    """A program that uses what the recorder and the packages use of the standard library."""
    wheels = read_lock().wheels
    imported = {imported for name in names for imported in wheels[name].imports}
    for module in sorted(_library_imports(files_in(PY)) | imported):
        yield f"import {module}"
    if "zoneinfo" in imported:
        yield 'zoneinfo.ZoneInfo("Europe/Oslo")'


def _job(path: Path, kind: str, root: str, warm: dict[str, Any] | None = None) -> dict[str, Any]:
    # A package is packed anew (package.py); the others are published as they come from here.
    level = 1 if root == PACKAGES_ROOT else 9
    job: dict[str, Any] = {"kind": kind, "root": root, "warm": warm, "level": level}
    key = key_of(job, file_hash(path), file_hash(COMPILER), file_hash(PYODIDE / "pyodide.asm.wasm"))
    output = CACHE / "bytecode" / f"{key}-{path.name}"
    return {**job, "input": str(path), "output": str(output)}


def _run_compiler(jobs: list[dict[str, Any]]) -> None:
    if not jobs:
        return
    listed = CACHE / "bytecode" / f"jobs-{key_of(jobs)}.json"
    write_atomically(listed, json.dumps(jobs))
    run_node([str(COMPILER), str(listed)], "Compiling to bytecode")
    listed.unlink()


def run_node(arguments: list[str], what: str, cwd: Path = WEB) -> str:
    """Runs a Node script and gives back what it printed. Raises Failure with the script's own last words."""
    node, environment = bootstrap.node()
    environment = {**environment, "NO_COLOR": "1"}
    # Stack switching, which asyncio.run needs inside Pyodide, is behind a flag in Node 24.
    command = [node, "--disable-warning=ExperimentalWarning", "--experimental-wasm-jspi", *arguments]
    answer = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        log = CACHE / "last-failure.log"
        write_atomically(log, answer.stdout + answer.stderr)
        reason = _reason(answer.stderr)
        raise Failure(f"{what} failed: {reason} (all of it: .cache/{log.name})")
    return answer.stdout


def _reason(output: str) -> str:
    """The line of a failed script's output that says why, as well as that can be told."""
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).strip() for line in output.splitlines()]
    # Pyodide's files are single lines of a megabyte: such a line explains nothing.
    lines = [line for line in lines if 2 < len(line) < 500 and not line.startswith(("at ", "file:", "node:"))]
    telling = re.compile(r"\w*Error\b.*: |\[[A-Z_]{4,}\]|error TS")
    return next((line for line in lines if telling.search(line)), lines[-1] if lines else "no message")


def _recorder_zip() -> bytes:
    """calltrace and the session, as the worker unpacks them."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for path in files_in(PY):
            if path.suffix == ".py" or path.name == "py.typed":
                entry = zipfile.ZipInfo(path.relative_to(PY).as_posix())
                archive.writestr(entry, path.read_bytes())
    return result.getvalue()
