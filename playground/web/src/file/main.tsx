/**
 * The entry of a page that holds one recorded run: one file that opens anywhere, also from a disk without a network.
 * playground/build/viewer.py makes the template of it, and calltrace/page.py writes a run into that.
 */
import { batch } from "@preact/signals";
import { render } from "preact";
import { readBytes } from "../open/reading.ts";
import { currentDocument, source } from "../program/documents.ts";
import { highlightSource } from "../source/highlight-lazy.ts";
import { showOutput } from "../state/output-log.ts";
import { selected, shownCall, showTrace } from "../state/view-state.ts";
import { raisingCall } from "../trace/landmarks.ts";
import type { Trace } from "../trace/trace.ts";
import { ignoreComposing } from "../ui/key-names.ts";
import { takeEmbeddedFile } from "./embedded.ts";
import { FileApp } from "./FileApp.tsx";
import { failure, loadingRecordedRun } from "./no-runs.ts";
import { connect } from "./served.ts";

ignoreComposing();
highlightSource.load();
const named = document.querySelector<HTMLElement>("script[data-run]")?.dataset.run;
currentDocument.value = { id: "file", title: named || "A recorded run", example: null, original: "" };
const place = document.getElementById("app")!;
place.replaceChildren();
render(<FileApp />, place);
connect();
showEmbedded().catch((error: Error) => {
  failure.value = error.message;
  loadingRecordedRun.value = false;
});

async function showEmbedded(): Promise<void> {
  const file = await takeEmbeddedFile();
  if (file === null) throw new Error("There is no run in this page: it is the empty template of one.");
  const trace = await readBytes(file.bytes);
  batch(() => show(trace, file.name));
}

function show(trace: Trace, name: string): void {
  const title = name || trace.program.filename;
  const original = trace.program.source;
  document.title = `${title} · calltrace`;
  currentDocument.value = { id: "file", title, example: null, original };
  source.value = original;
  showTrace(trace);
  showOutput(trace.output);
  loadingRecordedRun.value = false;
  // The way of an exception is what a person opens a failed run for.
  selected.value = shownCall(raisingCall(trace));
}
