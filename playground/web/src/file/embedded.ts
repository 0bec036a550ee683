/**
 * The recorded run inside this page. It stands in blocks of base64, which together are one gzip file; the browser itself
 * unpacks it, several times faster than a script.
 */
import { fromBase64 } from "../open/base64.ts";

/** Bytes of text after unpacking: the same limit as that of files that the page opens (open/gunzip.ts). */
const MAX_UNPACKED_BYTES = 300_000_000;
const CUT_OFF = "The run in this page is cut off or damaged: copy or record it again.";
const TOO_LARGE = `The run in this page unpacks to more than the ${MAX_UNPACKED_BYTES / 1e6} MB that it shows: record fewer calls.`;

export interface EmbeddedFile {
  /** The name of the file that was recorded or opened. */
  name: string;
  bytes: Uint8Array;
}

/** Takes the run out of the document, which then needs no memory for it. @throws Error with one sentence. */
export async function takeEmbeddedFile(): Promise<EmbeddedFile | null> {
  const blocks = [...document.querySelectorAll<HTMLScriptElement>("script[data-run]")];
  if (blocks.length === 0) return null;
  const name = blocks[0].dataset.run ?? "";
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const block = blocks.shift();
      if (!block) return controller.close();
      controller.enqueue(fromBase64(block.text));
      block.remove();
    },
  });
  return { name, bytes: await unpacked(packed) };
}

async function unpacked(packed: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    // Not with `for await`, which not every browser has for streams.
    const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > MAX_UNPACKED_BYTES) break;
      parts.push(read.value);
    }
  } catch {
    throw new Error(CUT_OFF);
  }
  if (length > MAX_UNPACKED_BYTES) throw new Error(TOO_LARGE);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
