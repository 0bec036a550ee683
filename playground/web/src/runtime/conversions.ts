/** What crosses between the page's worker and Python, in the form in which the other side wants it. */
import type { PyBuffer, PyBufferView, PyProxy } from "pyodide/ffi";
import type { ChunkColumns } from "../trace/chunk-columns.ts";
import type { ProgramText, RunRequest } from "./messages.ts";

const isModule = (name: string) => name.endsWith(".py");

/** A file that only a runner of tests imports. */
const isTest = (name: string) => /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/.test(name);

/** The texts of the program's modules by their names, the main one first. */
export function modulesOf({ source, filename, files }: ProgramText): [name: string, text: string][] {
  const others = files.flatMap(({ name, content }): [string, string][] =>
    isModule(name) && typeof content === "string" ? [[name, content]] : [],
  );
  return [[filename, source], ...others];
}

/** The texts of the program's modules: those of its tests only where it is run for these. */
export function textsOf(program: ProgramText | RunRequest): string[] {
  const forTests = "tests" in program && program.tests;
  const [main, ...others] = modulesOf(program);
  return [main, ...others.filter(([name]) => forTests || !isTest(name))].map(([, text]) => text);
}

/** The names under which the program's own files and folders can be imported, its main one among them. */
export function ownModules({ filename, files }: ProgramText): string[] {
  return [filename, ...files.map(({ name }) => name)].map((name) => name.split("/")[0]!.replace(/\.py$/, ""));
}

/**
 * Passes a line to Python by a callback: Python can only await a promise in its event loop, which is blocked here.
 */
export function asPythonCallback(line: Promise<string | undefined>): {
  tell(answer: (line?: string) => void): void;
} {
  return {
    tell(answer) {
      line.then(answer);
    },
  };
}

/** Copies each column once out of WebAssembly memory; the copies can be transferred. */
export function copyColumns(columns: PyProxy): ChunkColumns {
  const copies: ChunkColumns = [];
  for (const column of columns as unknown as Iterable<PyBuffer>) {
    const view: PyBufferView = column.getBuffer();
    copies.push(view.data.slice() as ChunkColumns[number]);
    view.release();
    column.destroy();
  }
  return copies;
}
