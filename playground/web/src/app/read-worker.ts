/** Reads one file and hands over what it holds; reader.ts is the other end. */
import type { Trace } from "../trace/trace.ts";
import { type Answer, readHere } from "./reading.ts";

addEventListener("message", async ({ data: file }: MessageEvent<Blob>) => {
  try {
    const trace = await readHere(file);
    answer({ trace }, buffersOf(trace));
  } catch (error) {
    answer({ error: (error as Error).message }, []);
  }
});

function answer(what: Answer, transfer: Transferable[]): void {
  (self as unknown as { postMessage(what: Answer, transfer: Transferable[]): void }).postMessage(
    what,
    transfer,
  );
}

/** The memory behind the columns, each once. */
function buffersOf(trace: Trace): ArrayBuffer[] {
  const columns = Object.values(trace).filter((column) => ArrayBuffer.isView(column));
  return [...new Set(columns.map((column) => column.buffer as ArrayBuffer))];
}
