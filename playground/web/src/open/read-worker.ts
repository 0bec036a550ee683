/** The worker that reads one large file and sends the trace to the page; reader.ts is the page's side. */
import { transferableSources } from "../trace/sources.ts";
import { transferableValues } from "../trace/values.ts";
import { checkSize } from "./gunzip.ts";
import { type ReadAnswer, type ReadRequest, readBytes } from "./reading.ts";
import { warmUp } from "./warm-up.ts";

let fileArrived = false;

addEventListener("message", async ({ data }: MessageEvent<ReadRequest>) => {
  if (data === "soon") {
    await warmUp(readBytes, () => fileArrived);
    return;
  }
  fileArrived = true;
  respond("started", []);
  try {
    checkSize(data);
    // A synchronous read takes half the time, and blocks nothing in a worker.
    const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(data));
    const { values, sources, ...trace } = await readBytes(bytes);
    const answer = { trace, values: transferableValues(values), sources: transferableSources(sources) };
    respond(answer, buffersOf([trace, answer.values, answer.sources].flatMap((part) => Object.values(part))));
  } catch (error) {
    respond({ error: (error as Error).message }, []);
  }
});

function respond(answer: ReadAnswer | "started", transfer: Transferable[]): void {
  (self as unknown as DedicatedWorkerGlobalScope).postMessage(answer, transfer);
}

/** The buffers behind the columns, each once. */
function buffersOf(parts: readonly unknown[]): ArrayBuffer[] {
  const columns = parts.filter((part) => ArrayBuffer.isView(part));
  return [...new Set(columns.map((column) => column.buffer as ArrayBuffer))];
}
