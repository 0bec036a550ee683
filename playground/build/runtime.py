"""Makes the folder from which the worker loads Python, named by a hash of everything in it.

It holds Pyodide's own files, the standard library and the packages as bytecode, the recorder, and the lock that
loadPyodide reads.
"""

from __future__ import annotations

import ast
import base64
import hashlib
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
from playground.build.slim import slimmed
from playground.build.wasm_deallocation import with_bounded_nesting
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
# Changes to Pyodide's JavaScript (text, replacement). Apart from the first, none changes what a program sees.
# 1. Above 2 GB, some of Pyodide's code reads addresses as negative numbers, and texts arrive in JavaScript as zeros. So
#    memory is limited to 2 GB; beyond it Python raises MemoryError, as it should.
# 2. After each library, Emscripten's linker goes through every symbol that it has ever seen, and pandas and numpy have
#    58 libraries. It need only look at the symbols that the library asked for and that had no address then.
# 3. The linker compiles a library from its bytes, but python.ts has compiled most of them already.
# 4. At the start it compiles 259 wrappers of JavaScript functions, nearly all WebGL's. One for each signature will do.
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
# The functions whose indirect calls are redirected (wasm_indirect_calls.py): the interpreter's loop, and those that V8
# compiles into it.
REDIRECTED = (
    "_PyEval_EvalFrameDefault",
    "PyObject_GetAttr",
    "PyObject_GetIter",
    "PyObject_IsTrue",
    "PyObject_Vectorcall",
    "PySequence_Contains",
)
# The folders in which Python finds these files while it runs, as tracebacks name them. python.ts chooses the last one.
LIBRARY_ROOT = "/lib/python314.zip/"
PACKAGES_ROOT = "/lib/python3.14/site-packages/"
RECORDER_ROOT = "/lib/playground/"
# Only plots need these packages. The modules of the standard library that only these use are not shipped as bytecode
# but compiled when they are imported, so that other visitors do not fetch larger files for nothing.
PLOTTING = {"contourpy", "cycler", "fonttools", "kiwisolver", "matplotlib", "pillow", "pyparsing"}
# The same for those that only an app needs.
WEB_APPS = {"asgiref", "django", "sqlparse"}
# So are those of pytest.
TESTING = {"iniconfig", "pluggy", "pygments", "pytest"}


@dataclass(frozen=True)
class Runtime:
    folder: Path
    pyodide: str
    python: str
    packages: dict[str, str]
    """The version of each package that is there, by its import names."""
    sizes: dict[str, int]
    """The bytes of each file, by its name."""
    lock: dict[str, Any]
    """The entry of each package in pyodide-lock.json, by the package's name."""
    tests: Path
    """What writes tests from a run. It is no part of the folder: no run needs it, and no recording depends on it."""


def build_runtime() -> Runtime:
    lock = read_lock()
    wheels = fetch_all(lock)
    published = {name: slimmed(name, path) for name, path in wheels.items()}
    compiled = _compile(published)
    files: dict[str, Path] = {name: PYODIDE / name for name in CORE}
    files["pyodide.asm.mjs"] = _mended()
    files["pyodide.asm.wasm"] = _rewritten_wasm()
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
        tests=compiled["tests.zip"],
    )


def _mended() -> Path:
    """pyodide.asm.mjs with the changes of MENDED. Raises Failure where one of the texts is not there exactly once."""
    text = (PYODIDE / "pyodide.asm.mjs").read_text("utf-8")
    for found, instead in MENDED:
        if text.count(found) != 1:
            raise Failure(f"pyodide.asm.mjs has changed: “{found}” is no longer there once (see MENDED).")
        text = text.replace(found, instead)
    result = CACHE / "pyodide.asm.mjs"
    write_atomically(result, text)
    return result


def _rewritten_wasm() -> Path:
    """pyodide.asm.wasm, rewritten: what it frees is nested less deeply, and the calls of REDIRECTED are redirected.

    It is made anew each time, which takes 0.1 s.
    """
    module = with_bounded_nesting((PYODIDE / "pyodide.asm.wasm").read_bytes())
    result = CACHE / "pyodide.asm.wasm"
    write_atomically(result, redirect_indirect_calls(module, REDIRECTED))
    return result


def test_wheels() -> dict[str, Path]:
    """The wheels that the tests inside Pyodide need, by name: pytest, and what it depends on."""
    lock = read_lock()
    names = TESTING | {needed for name in TESTING for needed in lock.wheels[name].depends}
    return {name: path for name, path in fetch_all(lock).items() if name in names}


def _imports(lock: Lock, names: Any) -> dict[str, str]:
    """The names that a program can import from these packages, each with the package's version."""
    return {
        imported: lock.wheels[name].version
        for name in sorted(names)
        for imported in lock.wheels[name].imports
        if imported != "zoneinfo"  # It is a module of the standard library; tzdata only has its data.
    }


def _assemble(files: dict[str, Path], lock_text: str) -> Path:
    """Copies all files into .cache/runtime/<hash>/, unless they are there already, and returns that folder."""
    key = key_of({name: file_hash(path) for name, path in files.items()}, lock_text)
    folder = CACHE / "runtime" / key
    if (folder / "pyodide-lock.json").is_file() and (folder / "integrity.json").is_file():
        os.utime(folder)
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in files.items():
        shutil.copyfile(path, folder / name)
    lock = folder / "pyodide-lock.json"
    write_atomically(folder / "integrity.json", _integrity_json({**files, lock.name: lock}, lock_text))
    # Last, because it says that the folder is whole.
    write_atomically(lock, lock_text)
    return folder


def _integrity_json(files: dict[str, Path], lock_text: str) -> str:
    """What every file that Python starts from must be, for a page whose Python does not start."""
    contents = {
        name: lock_text.encode() if name == "pyodide-lock.json" else path.read_bytes()
        for name, path in files.items()
        if not name.endswith(".tar.gz")
    }
    digests = {name: hashlib.sha256(content).digest() for name, content in contents.items()}
    return json.dumps(
        {name: f"sha256-{base64.b64encode(digest).decode()}" for name, digest in sorted(digests.items())}
    )


def _compile(wheels: dict[str, Path]) -> dict[str, Path]:
    """Zip files of bytecode by name. Those that were compiled before are taken from .cache/bytecode/."""
    recorder, tests = CACHE / "recorder.zip", CACHE / "tests.zip"
    write_atomically(recorder, _zip_of(_worker_files()))
    write_atomically(tests, _zip_of(_python_files("calltrace_map", "calltrace_tests")))
    jobs = {name: _job(path, "package", PACKAGES_ROOT) for name, path in wheels.items()}
    jobs["playground.zip"] = _job(recorder, "package", RECORDER_ROOT)
    jobs["tests.zip"] = _job(tests, "package", RECORDER_ROOT)
    # Of the standard library only those modules are compiled that starting up, the recorder and the packages use.
    # Bytecode is nearly twice the size of its source: compiling all would cost every visitor 3 MB more, to save time
    # with modules that few programs import.
    common = wheels.keys() - PLOTTING - WEB_APPS - TESTING
    warm = {
        "wheels": [job["output"] for name, job in jobs.items() if name in common],
        "program": "\n".join(_warm_program(sorted(common))),
    }
    jobs["python_stdlib.zip"] = _job(PYODIDE / "python_stdlib.zip", "library", LIBRARY_ROOT, warm)
    todo = [job for job in jobs.values() if not Path(job["output"]).is_file()]
    if todo:
        say(f"Compiling {', '.join(Path(job['input']).name for job in todo)} to bytecode …")
        # The standard library is compiled last: using the compiled packages shows which of its modules they need.
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
    """The full names of the standard library's modules that the files import."""
    names: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_bytes())) if path.suffix == ".py" else ():
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module)
    return {name for name in names if name.partition(".")[0] in sys.stdlib_module_names}


def _warm_program(names: Iterable[str]) -> Iterator[str]:
    """The lines of a program that loads what the recorder and the packages use of the standard library."""
    wheels = read_lock().wheels
    imported = {imported for name in names for imported in wheels[name].imports}
    for module in sorted(_library_imports(_worker_files()) | imported):
        yield f"import {module}"
    if "zoneinfo" in imported:
        yield 'zoneinfo.ZoneInfo("Europe/Oslo")'


def _job(path: Path, kind: str, root: str, warm: dict[str, Any] | None = None) -> dict[str, Any]:
    # package.py packs a package again, so that a weak compression is enough; the other files are published as they are.
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
    """Runs a Node script and returns what it printed. Raises Failure with the line of its output that says why."""
    node, environment = bootstrap.node()
    environment = {**environment, "NO_COLOR": "1"}
    # asyncio.run inside Pyodide needs stack switching, which Node 24 has behind a flag.
    command = [node, "--disable-warning=ExperimentalWarning", "--experimental-wasm-jspi", *arguments]
    answer = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        log = CACHE / "last-failure.log"
        write_atomically(log, answer.stdout + answer.stderr)
        reason = _reason(answer.stderr)
        raise Failure(f"{what} failed: {reason} (all of it: .cache/{log.name})")
    return answer.stdout


def _reason(output: str) -> str:
    """The line of a failed script's output that most likely says why it failed."""
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).strip() for line in output.splitlines()]
    # Node prints the line of the source that failed, and Pyodide's files are single lines of a megabyte.
    lines = [line for line in lines if 2 < len(line) < 500 and not line.startswith(("at ", "file:", "node:"))]
    telling = re.compile(r"\w*Error\b.*: |\[[A-Z_]{4,}\]|error TS")
    return next((line for line in lines if telling.search(line)), lines[-1] if lines else "no message")


# What records from inside a program, and doors into web apps: in the page every run is recorded as a whole.
NOT_IN_PAGE = {
    f"calltrace/{name}.py"
    for name in (
        "api",
        "asgi",
        "block",
        "cells",
        "decorating",
        "django",
        "notebook",
        "picture",
        "run",
        "saving",
        "wsgi",
    )
}


def _worker_files() -> list[Path]:
    """The Python files of ours that a run needs. What writes tests is fetched when it is asked for."""
    return [
        path
        for path in _python_files("calltrace", "playground_session")
        if path.relative_to(PY).as_posix() not in NOT_IN_PAGE and path.parent != PY / "calltrace" / "web"
    ]


def _python_files(*packages: str) -> list[Path]:
    return [path for path in files_in(PY) if path.relative_to(PY).parts[0] in packages]


def _zip_of(files: list[Path]) -> bytes:
    """A zip file of Python files, which the worker unpacks."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for path in files:
            if path.suffix == ".py" or path.name == "py.typed":
                entry = zipfile.ZipInfo(path.relative_to(PY).as_posix())
                archive.writestr(entry, path.read_bytes())
    return result.getvalue()
