/**
 * Identifies a function by the little that other tools say of it: a name, perhaps a file and a line. Whose code it
 * is, is inferred from its path.
 */
import { baseName } from "../../text.ts";
import type { FunctionInfo, FunctionKind, Origin } from "../types.ts";

export interface Named {
  name: string;
  file?: string;
  line?: number;
  /** Set where the file says it; otherwise it is inferred from the path. */
  origin?: Origin;
}

const COMPREHENSIONS = new Set(["<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>"]);
/** "…/site-packages/pandas/core/frame.py" is pandas/core/frame.py of the package "pandas". */
const LIBRARY = /(?:^|[/\\])(?:site-packages|dist-packages|node_modules)[/\\](.+)$/;
const STANDARD = /^(?:.*[/\\])?(?:lib|Lib)[/\\](?:python\d[\d.]*t?[/\\])?(.+)$|^<frozen (.+)>$/;

export function functionInfo({ name, file = "", line = 0, origin }: Named): FunctionInfo {
  const place = placeOf(file, origin);
  const plain = name === "<module>" ? name : name.replace(/^__main__\./, "");
  const short = plain.startsWith("<") ? plain : plain.slice(lastDot(plain) + 1);
  return {
    name: short || plain || "?",
    qualname: plain || "?",
    module: place.module,
    file: place.file,
    line: Number.isInteger(line) && line > 0 ? line : 0,
    origin: place.origin,
    package: place.package,
    parameters: [],
    kind: kindOf(short),
  };
}

/** The dot before a function's own name. Dots inside brackets and paths do not count, as in "f(a.b)" or "/v1.0/list". */
function lastDot(name: string): number {
  const bracket = name.search(/[(<[ /]/);
  const end = bracket < 0 || name.includes(".<locals>.") ? name.length : bracket;
  return name.lastIndexOf(".", end);
}

function kindOf(name: string): FunctionKind {
  if (name === "<module>") return "module";
  if (name === "<lambda>") return "lambda";
  return COMPREHENSIONS.has(name) ? "comprehension" : "function";
}

interface Place {
  file: string;
  module: string;
  origin: Origin;
  package: string | null;
}

function placeOf(path: string, given: Origin | undefined): Place {
  const library = LIBRARY.exec(path);
  if (library) {
    const file = library[1].replaceAll("\\", "/");
    return {
      file,
      module: moduleOf(file),
      origin: given ?? "library",
      package: file.split("/")[0].replace(/\.py$/, ""),
    };
  }
  const standard = STANDARD.exec(path);
  if (standard && given !== "program") {
    const file = standard[1]?.replaceAll("\\", "/") ?? path;
    return {
      file,
      module: standard[2] ?? moduleOf(file),
      origin: given ?? "standard_library",
      package: null,
    };
  }
  const module = path === "" ? "" : moduleOf(baseName(path));
  return {
    file: path,
    module,
    origin: given ?? "program",
    package: given === "library" ? path.split(/[/\\]/)[0] || null : null,
  };
}

function moduleOf(file: string): string {
  return file
    .replace(/(\/__init__)?\.py[cx]?$/, "")
    .replace(/^\//, "")
    .replaceAll("/", ".");
}

/**
 * Removes the folder that all of the program's files share from their paths. `main` is the file of the program's
 * first module body, else of its first function.
 */
export function shortPaths(
  functions: readonly FunctionInfo[],
  sources: Readonly<Record<string, string>>,
): { functions: FunctionInfo[]; sources: Record<string, string>; main: string } {
  const own = functions.filter(({ origin, file }) => origin === "program" && file !== "");
  let folder: string | null = null;
  for (const { file } of own) {
    const here = file.slice(0, file.length - baseName(file).length);
    if (folder === null) folder = here;
    while (folder !== "" && !here.startsWith(folder)) {
      folder = folder.slice(0, folder.length - 1);
      folder = folder.slice(0, Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\")) + 1);
    }
  }
  const cut = folder?.length ?? 0;
  const shortened = functions.map((info) =>
    info.origin === "program" && info.file.length > cut ? { ...info, file: info.file.slice(cut) } : info,
  );
  const first = own.find(({ kind }) => kind === "module") ?? own[0];
  const kept: Record<string, string> = {};
  for (const [path, text] of Object.entries(sources)) {
    const info = functionInfo({ name: "", file: path });
    kept[info.origin === "program" && path.length > cut ? path.slice(cut) : info.file] = text;
  }
  return { functions: shortened, sources: kept, main: first ? first.file.slice(cut) : "" };
}

/** "fib (main.py:8)": a function as one text, as VizTracer and py-spy write it. `fromOneText` reads it. */
export function oneText(info: FunctionInfo): string {
  return info.file === "" ? info.qualname : `${info.qualname} (${info.file}:${info.line})`;
}

const ONE_TEXT = /^(.*\S) \(([^()]+|.*\(.*\).*):(\d+)\)$/s;
/** Austin's form: "/path/main.py:fib:8". */
const AUSTIN = /^(.+\.py|<frozen [^>]+>):([^:]+):(\d+)$/;

/** flameprof's form: "/path/main.py:8:fib". */
const FLAMEPROF = /^(.+\.py|~|<frozen [^>]+>):(\d+):(.+)$/;

export function fromOneText(text: string): Named {
  const match = ONE_TEXT.exec(text);
  if (match) return { name: match[1], file: match[2], line: Number(match[3]) };
  const austin = AUSTIN.exec(text);
  if (austin) return { name: austin[2], file: austin[1], line: Number(austin[3]) };
  const flameprof = FLAMEPROF.exec(text);
  if (flameprof) {
    const [, file, line, name] = flameprof;
    return { name, file: file === "~" ? "" : file, line: Number(line) };
  }
  return { name: text };
}
