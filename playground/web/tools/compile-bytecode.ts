/**
 * Compiles Python files to bytecode in the same Pyodide that the site publishes, so that no visitor's browser has to.
 *   node compile-bytecode.ts JOBS.json
 * JOBS.json: a list of {input, output, kind, root, warm, level}: a zip file to read, the one to write, and
 *   kind "library": x.py becomes x.pyc in the same folder, as zipimport looks for it
 *        "package": x.py becomes __pycache__/x.cpython-314.pyc, as it is looked for in an unpacked folder
 *   root: the folder in which Python will find these files; tracebacks name it
 *   warm: null to compile every file; else {wheels, program}: compile only the files that are in use once Python has
 *         started and this program has run, with these wheels (files that were compiled here) installed
 *   level: how hard the zip file is compressed, 1 to 9
 * Every .py stays beside its bytecode, so that source can be shown. Prints one line of JSON per job. The files that
 * it writes depend on the input alone.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import { loadPyodide } from "pyodide";

interface WarmProgram {
  wheels: string[];
  program: string;
}

interface Job {
  input: string;
  output: string;
  kind: "library" | "package";
  root: string;
  warm: WarmProgram | null;
  level: number;
}

const COMPILER = `
import importlib.util, io, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

DATE = (1980, 1, 1, 0, 0, 0)  # the same input gives the same bytes, whenever it is compiled

def rewrite(data, kind, root, only, level):
    result = io.BytesIO()
    compiled = 0
    skipped = []
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        def put(name, content):
            entry = zipfile.ZipInfo(name, DATE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content, compresslevel=level)

        names = set(old.namelist())
        for name in sorted(names):
            if name.endswith("/"):
                continue
            content = old.read(name)
            if name.endswith(".pyc"):
                continue
            put(name, content)
            if not name.endswith(".py") or (only is not None and root + name not in only):
                continue
            try:
                code = compile(content, root + name, "exec", dont_inherit=True)
            except (SyntaxError, ValueError):  # templates and files for other Pythons
                skipped.append(name)
                continue
            # An unchecked hash: nobody compares it with the source when it is imported.
            pyc = _code_to_hash_pyc(code, importlib.util.source_hash(content), checked=False)
            if kind == "library":
                put(name + "c", pyc)
            else:
                folder, slash, file = name.rpartition("/")
                put(f"{folder}{slash}__pycache__/{file[:-3]}.{sys.implementation.cache_tag}.pyc", pyc)
            compiled += 1
    return result.getvalue(), compiled, skipped
`;

/** The files of all modules that are loaded once Python has started and the program has run: of bytecode, its source. */
async function filesInUse({ wheels, program }: WarmProgram): Promise<string[]> {
  const pyodide = await loadPyodide();
  for (const wheel of wheels) {
    const archive = new Uint8Array(await readFile(wheel));
    pyodide.unpackArchive(archive, "wheel", { extractDir: "/lib/python3.14/site-packages" });
  }
  pyodide.runPython(program);
  const files = pyodide.runPython(`
import json, sys
json.dumps([(getattr(module, "__file__", None) or "").removesuffix("c") for module in sys.modules.values()])
`);
  return JSON.parse(files as string);
}

const jobs = JSON.parse(await readFile(process.argv[2]!, "utf8")) as Job[];
const pyodide = await loadPyodide();
pyodide.runPython(COMPILER);
const rewrite = pyodide.globals.get("rewrite");
for (const job of jobs) {
  const began = performance.now();
  const only = job.warm ? pyodide.toPy(new Set(await filesInUse(job.warm))) : undefined;
  const input = pyodide.toPy(new Uint8Array(await readFile(job.input)));
  const answer = rewrite(input, job.kind, job.root, only, job.level);
  const [data, files, skipped] = answer.toJs() as [Uint8Array, number, string[]];
  answer.destroy();
  input.destroy();
  // The file gets its name only when it is complete, so that an interrupted build leaves no broken file.
  await writeFile(`${job.output}.part`, data);
  await rename(`${job.output}.part`, job.output);
  const seconds = Math.round(performance.now() - began) / 1000;
  console.log(JSON.stringify({ output: job.output, seconds, files, skipped }));
}
