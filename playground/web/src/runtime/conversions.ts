/** What crosses between the page's worker and Python, in the form in which the other side wants it. */
import type { PyBuffer, PyBufferView, PyProxy } from "pyodide/ffi";
import type { ChunkColumns } from "../trace/chunk-columns.ts";
import type { ProgramText } from "./messages.ts";

const isModule = (name: string) => name.endsWith(".py");

/** The texts of the program's modules by their names, the main one first. */
export function modulesOf({ source, filename, files }: ProgramText): [name: string, text: string][] {
  const others = files.flatMap(({ name, content }): [string, string][] =>
    isModule(name) && typeof content === "string" ? [[name, content]] : [],
  );
  return [[filename, source], ...others];
}

/** The texts of the program's modules. */
export const textsOf = (program: ProgramText): string[] => modulesOf(program).map(([, text]) => text);

/** The names under which the program's own files and folders can be imported. */
export function ownModules({ files }: ProgramText): string[] {
  return files.map(({ name }) => name.split("/")[0]!.replace(/\.py$/, ""));
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
