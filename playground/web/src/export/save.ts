/**
 * Saves to a file: the run in any format, what it printed, the picture on the screen. What a format is, is the
 * business of trace/formats.
 */

import { currentDocument } from "../program/documents.ts";
import { FOR_TERMINAL } from "../state/output-log.ts";
import { recordedTrace } from "../state/view-state.ts";
import { EXPORT_FORMATS, type Format, withoutFormat } from "../trace/formats/exported.ts";
import type { Trace } from "../trace/trace.ts";
import { writeTraceFile } from "../trace/write-file.ts";
import { download } from "../ui/download.ts";
import { loadPart } from "../ui/load-part.ts";
import { pictureFile } from "./pictures.ts";

export function saveTrace(): void {
  const run = recordedTrace.peek();
  if (run)
    download(new Blob([writeTraceFile(run)], { type: "application/json" }), `${fileName()}.trace.json`);
}

export async function saveTracePacked(): Promise<void> {
  const run = recordedTrace.peek();
  if (!run) return;
  const packed = new Blob([writeTraceFile(run)]).stream().pipeThrough(new CompressionStream("gzip"));
  const content = await new Response(packed, { headers: { "content-type": "application/gzip" } }).blob();
  download(content, `${fileName()}.trace.json.gz`);
}

export async function saveWebPage(): Promise<void> {
  const run = recordedTrace.peek();
  if (!run) return;
  const { webPage } = await loadPart(() => import("./web-page.ts"));
  download(await webPage(run, runName(run)), `${fileName()}.html`);
}

/** What the page calls the run: the file that it is of. */
function runName({ program }: Trace): string {
  const { id, title } = currentDocument.peek();
  return id === "own" || id === "link" ? program.filename : title;
}

export async function saveAs(format: Format): Promise<void> {
  const run = recordedTrace.peek();
  if (!run) return;
  const { ending, type } = EXPORT_FORMATS[format];
  const { WRITERS } = await loadPart(() => import("../trace/formats/write.ts"));
  download(new Blob(WRITERS[format](run), { type }), `${fileName()}${ending}`);
}

/** Saves all of the recorded output; the page itself may show only its beginning and its end. */
export async function saveOutput(): Promise<void> {
  const output = recordedTrace.peek()?.output ?? [];
  const texts = output.some(({ text }) => FOR_TERMINAL.test(text))
    ? [(await loadPart(() => import("../state/terminal.ts"))).plainText(output)]
    : output.map(({ text }) => text);
  download(new Blob(texts, { type: "text/plain" }), `${fileName()}.txt`);
}

/** Saves the picture on the screen. */
export async function savePicture(kind: "svg" | "png"): Promise<void> {
  download(await pictureFile(kind), `${fileName()}.${kind}`);
}

function fileName(): string {
  const { id, title } = currentDocument.peek();
  if (id.startsWith("example:")) return id.slice("example:".length);
  if (id !== "file") return "program";
  const plain = title.replace(/\.gz$/i, "").replace(/\.\w+$/, "");
  return withoutFormat(plain).replace(/[^\w.-]+/g, "-") || "trace";
}
