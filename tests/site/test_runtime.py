"""The runtime that the site carries: bytecode that Python takes, hashes that loadPyodide takes, the same every time."""

import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from playground.build import package
from playground.build import runtime as building
from playground.build.runtime import COMPILER, PYODIDE
from playground.project import DIST, WEB, Failure

# Counts what Python compiles while it imports pandas from the site's own files, and says where code stands.
PROGRAM = """
import { readFileSync } from "node:fs";
const folder = process.argv[2];
const { loadPyodide } = await import(`${folder}pyodide.mjs`);
const python = await loadPyodide({ indexURL: folder, lockFileURL: `${folder}pyodide-lock.json` });
const root = "/lib/playground";
python.FS.mkdirTree(root);
python.unpackArchive(new Uint8Array(readFileSync(`${folder}playground.zip`)), "zip", { extractDir: root });
await python.loadPackage(["pandas", "micropip"], { messageCallback: () => {} });
console.log(python.runPython(`
import importlib.machinery as machinery, json, sys, zipimport
compiled = []
real = machinery.SourceFileLoader.source_to_code
def count(self, data, path, **more):
    compiled.append(path)
    return real(self, data, path, **more)
machinery.SourceFileLoader.source_to_code = count
real_zip = zipimport._compile_source
def count_zip(path, source):
    compiled.append(path)
    return real_zip(path, source)
zipimport._compile_source = count_zip
sys.path.append("/lib/playground")
import pandas, micropip, dataclasses, playground_session
from calltrace.recorder import Recorder
import linecache
zone = str(pandas.Timestamp("2026-07-01 12:00", tz="Europe/Oslo").tz_convert("UTC"))
json.dumps({
    "compiled": compiled,
    "library": json.loads.__code__.co_filename,
    "package": pandas.concat.__code__.co_filename,
    "recorder": Recorder.__init__.__code__.co_filename,
    "line": linecache.getline(json.loads.__code__.co_filename, json.loads.__code__.co_firstlineno, vars(json)),
    "zone": zone,
})
`));
"""

# Counts what is compiled on Python's thread: while it starts, and while numpy, compiled already, is imported.
COUNTING = """
import { readFile } from "node:fs/promises";
const [source, folder] = process.argv.slice(2);
const { Python } = await import(`${source}python.ts`);
const { unpackWheel } = await import(`${source}package.ts`);
const { loadPyodide } = await import(`${folder}pyodide.mjs`);
let compiled = 0;
WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct(target, given) { compiled++; return new target(...given); },
});
const python = await Python.boot({
  loadPyodide,
  runtime: folder,
  recorder: readFile(`${folder}playground.zip`).then((bytes) => new Uint8Array(bytes).buffer),
  packages: async ({ file }) => unpackWheel(new Uint8Array(await readFile(folder + file))),
});
const start = compiled;
await python.loadPackages("import numpy");
python.pyodide.runPython("import numpy; assert numpy.arange(3).sum() == 3");
console.log(JSON.stringify({ start, import: compiled - start }));
"""


@pytest.fixture(scope="module")
def runtime() -> Path:
    (folder,) = (DIST / "runtime").iterdir()
    return folder


@pytest.fixture(scope="module")
def seen(runtime: Path, node: str, tmp_path_factory) -> dict:
    script = tmp_path_factory.mktemp("runtime") / "program.mjs"
    script.write_text(PROGRAM)
    run = subprocess.run([node, script, f"{runtime}/"], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])


def test_nothing_is_compiled_in_the_browser_to_import_pandas_and_the_recorder(seen):
    assert seen["compiled"] == []


def test_code_names_the_file_that_python_finds_it_in(seen):
    assert seen["library"] == "/lib/python314.zip/json/__init__.py"
    assert seen["package"] == "/lib/python3.14/site-packages/pandas/core/reshape/concat.py"
    assert seen["recorder"] == "/lib/playground/calltrace/recorder.py"


def test_the_library_still_has_its_source(seen):
    assert seen["line"].startswith("def loads(")


def test_pandas_knows_time_zones(seen):
    assert seen["zone"] == "2026-07-01 10:00:00+00:00"


def test_the_lock_names_every_package_with_its_hash(runtime):
    lock = json.loads((runtime / "pyodide-lock.json").read_text())
    named = {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values()}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in runtime.glob("*.tar.gz")}
    assert named == there


def test_every_module_of_a_package_has_bytecode_that_is_never_compared(runtime):
    (pandas,) = runtime.glob("pandas-*.tar.gz")
    with tarfile.open(pandas) as archive:
        names = set(archive.getnames())
        modules = [name for name in names if name.endswith(".py")]
        assert len(modules) > 100
        for name in modules:
            folder, _, file = name.rpartition("/")
            pyc = f"{folder}/__pycache__/{file[:-3]}.cpython-314.pyc"
            assert pyc in names
            compiled = archive.extractfile(pyc)
            assert compiled is not None
            assert compiled.read(8)[4:] == b"\x01\0\0\0", "flags: hash-based, unchecked"


def test_a_package_holds_what_site_packages_does_and_is_packed_the_same_each_time(tmp_path):
    wheel = tmp_path / "thing-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("thing/__init__.py", "x = 1\n")
        archive.writestr("thing/" + "deep/" * 25 + "down.txt", "é")
        archive.writestr("thing-1.dist-info/METADATA", "Name: thing\n")
        archive.writestr("thing-1.data/data/share/man/thing.1", "outside of site-packages")
    first, second = package.pack(wheel), package.pack(wheel)
    assert first == second
    with tarfile.open(fileobj=io.BytesIO(first)) as tar:
        assert tar.getnames() == [
            "thing/__init__.py",
            "thing/" + "deep/" * 25 + "down.txt",
            "thing-1.dist-info/METADATA",
        ]
        assert {member.mtime for member in tar} == {0}


def test_what_is_compiled_is_not_compiled_again(node, runtime, tmp_path):
    script = tmp_path / "counting.mjs"
    script.write_text(COUNTING)
    command = [node, str(script), f"{WEB}/src/runtime/", f"{runtime}/"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    # One wrapper for each signature of Emscripten's JavaScript functions, of which there are 259.
    assert found["start"] < 120
    assert found["import"] == 0


def test_a_pyodide_that_changed_stops_the_build(monkeypatch):
    monkeypatch.setattr(building, "MENDED", (("what is not there", ""),))
    with pytest.raises(Failure, match="has changed"):
        building._mended()


def test_compiling_twice_gives_the_same_bytes(node, tmp_path):
    source = tmp_path / "source.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("thing/__init__.py", "def f():\n    return {1, 2, 'three'}\n")
        archive.writestr("thing/template.py", "{% not python %}")
        archive.writestr("thing/data.txt", "data")
    jobs = [
        {"input": str(source), "output": str(tmp_path / name), "kind": "package", "root": "/x/", "warm": None}
        for name in ("one", "two")
    ]
    listed = tmp_path / "jobs.json"
    listed.write_text(json.dumps(jobs))
    for _ in jobs:  # in processes of their own
        run = subprocess.run([node, COMPILER, listed], capture_output=True, text=True, cwd=PYODIDE.parent)
        assert run.returncode == 0, run.stderr[-2000:]
        listed.write_text(json.dumps(jobs[1:]))
        (tmp_path / "one").rename(tmp_path / "first") if (tmp_path / "one").exists() else None
    assert (tmp_path / "first").read_bytes() == (tmp_path / "two").read_bytes()
    with zipfile.ZipFile(tmp_path / "two") as archive:
        assert set(archive.namelist()) == {
            "thing/__init__.py",
            "thing/__pycache__/__init__.cpython-314.pyc",
            "thing/template.py",
            "thing/data.txt",
        }
