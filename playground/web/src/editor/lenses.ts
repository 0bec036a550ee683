/**
 * The lens of each `def`: how often it was called, and its last arguments → result. Also finds the function that a
 * line belongs to. Both come from the run; how the editor shows them is setup.ts's business.
 */
import { definitionAt } from "../source/source-lines.ts";
import { argumentsText, callsText, resultText } from "../trace/describe.ts";
import { functionStats } from "../trace/functions.ts";
import type { Trace } from "../trace/trace.ts";
import type { FunctionInfo } from "../trace/types.ts";

export interface Lens {
  /** 1-based; the line of the `def`, below its decorators. */
  line: number;
  text: string;
  /** The last call of the function. */
  call: number;
}

/** Returns the text of a file of the program as it ran; "" if it is not known. */
export function sourceOf(trace: Trace, file: string): string {
  return file === trace.program.filename ? trace.program.source : (trace.sources[file] ?? "");
}

export function lensesOf(trace: Trace, file: string): Lens[] {
  const lines = sourceOf(trace, file).split("\n");
  const lenses: Lens[] = [];
  for (const { function: index, calls, resumed, last, lastStep } of functionStats(trace)) {
    const info = trace.functions[index];
    if (info.file !== file) continue;
    if (/^(module|class|lambda|comprehension|test)$/.test(info.kind)) continue;
    const line = lineOfDef(lines, info);
    if (line === 0) continue;
    const shown = `(${argumentsText(trace, last, 32)}) → ${resultText(trace, lastStep, 32)}`;
    lenses.push({ line, text: `${callsText(calls, resumed)} · last: ${shown}`, call: last });
  }
  return lenses.sort((a, b) => a.line - b.line);
}

/**
 * Returns the line of the `def` itself, below its decorators; 0 if Python made the function (such as `__annotate__`).
 */
function lineOfDef(lines: readonly string[], { name, line }: FunctionInfo): number {
  for (let number = line; number <= Math.min(lines.length, line + 20); number++) {
    const defined = /^\s*(?:async\s+)?def\s+([^\s([]+)/.exec(lines[number - 1]);
    if (defined) return defined[1] === name ? number : 0;
  }
  return 0;
}

/** Returns the innermost called function that contains a line (1-based) of the program; -1 if there is none. */
export function functionAtLine(trace: Trace, file: string, line: number): number {
  const source = sourceOf(trace, file);
  let found = -1;
  for (const [index, info] of trace.functions.entries()) {
    if (info.file !== file || /^(module|class|comprehension|test)$/.test(info.kind)) continue;
    if (info.line > line || (found >= 0 && info.line < trace.functions[found].line)) continue;
    const last =
      info.kind === "lambda"
        ? info.line
        : info.line - 1 + (definitionAt(source, info.line)?.lines.length ?? 0);
    if (line <= last) found = index;
  }
  return found;
}
