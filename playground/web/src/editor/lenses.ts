/**
 * What the editor says of each `def`: how often it was called, and the last inputs → result. And which function a line
 * belongs to. Both from the run; what the editor shows of it is setup.ts's business.
 */
import { definitionAt } from "../source/source-lines.ts";
import { argumentsText, callsText, resultText } from "../trace/describe.ts";
import { functionStats } from "../trace/functions.ts";
import type { Trace } from "../trace/trace.ts";
import type { FunctionInfo } from "../trace/types.ts";

export interface Lens {
  /** 1-based; that of the `def`, below its decorators. */
  line: number;
  text: string;
  /** The last call. */
  call: number;
}

/** A file of the program as it ran; empty: it is not known. */
export function sourceOf(trace: Trace, file: string): string {
  return file === trace.program.filename ? trace.program.source : (trace.sources[file] ?? "");
}

export function lensesOf(trace: Trace, file: string): Lens[] {
  const lines = sourceOf(trace, file).split("\n");
  const lenses: Lens[] = [];
  for (const { function: index, calls, resumed, last, lastStep } of functionStats(trace)) {
    const info = trace.functions[index];
    if (info.file !== file) continue;
    if (/^(module|class|lambda|comprehension)$/.test(info.kind)) continue;
    const line = lineOfDef(lines, info);
    if (line === 0) continue;
    const shown = `(${argumentsText(trace, last, 32)}) → ${resultText(trace, lastStep, 32)}`;
    lenses.push({ line, text: `${callsText(calls, resumed)} · ${shown}`, call: last });
  }
  return lenses.sort((a, b) => a.line - b.line);
}

/** The line of the `def` itself, below the decorators; 0: Python made the function (as it does `__annotate__`). */
function lineOfDef(lines: readonly string[], { name, line }: FunctionInfo): number {
  for (let at = line; at <= Math.min(lines.length, line + 20); at++) {
    const defined = /^\s*(?:async\s+)?def\s+([^\s([]+)/.exec(lines[at - 1]);
    if (defined) return defined[1] === name ? at : 0;
  }
  return 0;
}

/** The innermost function that a line (1-based) of the program lies in, of those that were called; -1: none. */
export function functionAtLine(trace: Trace, file: string, line: number): number {
  const source = sourceOf(trace, file);
  let found = -1;
  for (const [index, info] of trace.functions.entries()) {
    if (info.file !== file || /^(module|class|comprehension)$/.test(info.kind)) continue;
    if (info.line > line || (found >= 0 && info.line < trace.functions[found].line)) continue;
    const last =
      info.kind === "lambda"
        ? info.line
        : info.line - 1 + (definitionAt(source, info.line)?.lines.length ?? 0);
    if (line <= last) found = index;
  }
  return found;
}
