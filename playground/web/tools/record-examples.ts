/**
 * Records every example under Node, in the site's Pyodide and with the same code that the page's worker runs. Writes
 * NAME.json (a trace file) and NAME.svg (a picture of its tree), and prints one line of JSON per example.
 *   node --experimental-wasm-jspi record-examples.ts --runtime DIR --out DIR LIST.json
 * asyncio.run waits by stack switching, which Node 24 has only with that flag.
 * LIST.json: what the page will know of each example: [{name, source, files, include}, …].
 */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type PackageFile, unpackWheel } from "../src/runtime/package.ts";
import { Python } from "../src/runtime/python.ts";
import { readChunk } from "../src/runtime/validate.ts";
import { TraceBuilder } from "../src/trace/builder.ts";
import type { Include } from "../src/trace/include.ts";
import type { Trace } from "../src/trace/trace.ts";
import type { OutputPiece } from "../src/trace/types.ts";
import { writeTraceFile } from "../src/trace/write-file.ts";
import { pictureOf } from "./picture.ts";

interface Example {
  name: string;
  source: string;
  /** The texts beside the program, by their paths. */
  files: Record<string, string>;
  include: Include;
}

const MAX_CALLS = 1_000_000;

/** Records an example in an interpreter of its own, so that no example sees what another one left behind. */
async function record(example: Example, runtime: string): Promise<Trace> {
  const { loadPyodide } = (await import(
    pathToFileURL(`${runtime}pyodide.mjs`).href
  )) as typeof import("pyodide");
  const zip = await readFile(`${runtime}playground.zip`);
  const recorder = Promise.resolve(new Uint8Array(zip).buffer);
  const packages = async ({ file }: PackageFile) =>
    unpackWheel(new Uint8Array(await readFile(runtime + file)));
  const python = await Python.boot({ loadPyodide, runtime, recorder, packages });
  const files = Object.entries(example.files).map(([name, content]) => ({ name, content }));
  const builder = new TraceBuilder();
  const request = {
    ...example,
    run: 0,
    filename: "main.py",
    files,
    example: example.name,
    maxCalls: MAX_CALLS,
    interrupt: false,
  };
  const imports = python.importLines(request);
  await python.loadPackages(imports);
  await python.writeFiles(files);
  const recording = await python.execute(request, {
    chunk(columns, rest) {
      const chunk = readChunk(columns, rest);
      if (!chunk) throw new Error(`${example.name}: the recorder handed over a chunk that is none`);
      builder.add(chunk);
    },
    output: (pieces) => builder.addOutput(JSON.parse(pieces) as OutputPiece[]),
    flushed: () => {},
  });
  return builder.finish({
    program: { source: example.source, filename: "main.py", example: example.name },
    environment: python.environment(imports),
    recording,
  });
}

const { values: options, positionals } = parseArgs({
  options: { runtime: { type: "string" }, out: { type: "string" } },
  allowPositionals: true,
});
if (!options.runtime || !options.out || positionals.length !== 1) {
  console.error("usage: node --experimental-wasm-jspi record-examples.ts --runtime DIR --out DIR LIST.json");
  process.exit(2);
}
// By default, Node prints the line of Pyodide that threw, a megabyte long, rather than the message.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});
const runtime = `${resolve(options.runtime)}/`;
for (const example of JSON.parse(await readFile(positionals[0]!, "utf8")) as Example[]) {
  const trace = await record(example, runtime);
  await writeFile(`${options.out}/${example.name}.json`, writeTraceFile(trace));
  await writeFile(`${options.out}/${example.name}.svg`, pictureOf(trace));
  console.log(JSON.stringify({ name: example.name, calls: trace.length, outcome: trace.recording.outcome }));
}
