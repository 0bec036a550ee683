/** Reads one file and hands over what it holds; reader.ts is the other end. */
import { transferableSources } from "../trace/sources.ts";
import { transferableValues } from "../trace/values.ts";
import { checkSize } from "./gunzip.ts";
import { type ReadAnswer, type ReadRequest, readHere } from "./reading.ts";
import { warm } from "./warm-up.ts";

let asked = false;

addEventListener("message", async ({ data }: MessageEvent<ReadRequest>) => {
  if (data === "soon") {
    await warm(readHere, () => asked);
    return;
  }
  asked = true;
  try {
    checkSize(data);
    // At once: in a worker nobody waits meanwhile, and it takes half of the time.
    const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(data));
    const { values, sources, ...trace } = await readHere(bytes);
    const answer = { trace, values: transferableValues(values), sources: transferableSources(sources) };
    reply(answer, buffersOf([trace, answer.values, answer.sources].flatMap((part) => Object.values(part))));
  } catch (error) {
    reply({ error: (error as Error).message }, []);
  }
});

function reply(what: ReadAnswer, transfer: Transferable[]): void {
  (self as unknown as { postMessage(what: ReadAnswer, transfer: Transferable[]): void }).postMessage(
    what,
    transfer,
  );
}

/** The memory behind the columns, each once. */
function buffersOf(parts: readonly unknown[]): ArrayBuffer[] {
  const columns = parts.filter((part) => ArrayBuffer.isView(part));
  return [...new Set(columns.map((column) => column.buffer as ArrayBuffer))];
}
