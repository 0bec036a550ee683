/** Writes a run into a web page of its own, as playground/py/calltrace/page.py does: the viewer and the trace in one file. */
import { BLOCK_BYTES, toBase64 } from "../open/base64.ts";
import type { Trace } from "../trace/trace.ts";
import { writeTraceFile } from "../trace/write-file.ts";
import { viewerPage } from "./viewer-page.ts";

/** Where the run stands in the page without one. */
const PLACE = "<!--run-->";

/** @throws Error where the viewer does not come. */
export async function webPage(run: Trace, name: string): Promise<Blob> {
  const page = await viewerPage();
  const at = page.indexOf(PLACE);
  if (at < 0) throw new Error("the site sent another file in place of the viewer");
  const packed = new Blob([writeTraceFile(run)]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  return new Blob([page.slice(0, at), ...blocks(bytes, name), page.slice(at + PLACE.length)]);
}

function* blocks(bytes: Uint8Array, name: string): Generator<string> {
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const text = toBase64(bytes.subarray(at, at + BLOCK_BYTES));
    yield `<script type="application/octet-stream" data-run="${escaped(name)}">${text}</script>\n`;
  }
}

/** As the value of an attribute. */
const escaped = (name: string) => name.replace(/[^\w ./:-]/gu, (letter) => `&#${letter.codePointAt(0)};`);
