/** One recorded run in a page of its own: the views, the details and what was printed, without editor and Python. */
import "../styles/main.css";
import "./file.css";
import { useEffect, useState } from "preact/hooks";
import { Compare } from "../app/compare/Compare.tsx";
import { DetailsPane } from "../app/details/DetailsPane.tsx";
import { ExportMenu } from "../app/ExportMenu.tsx";
import { listenToKeys, SHORTCUTS, shortcutsOpen } from "../app/keys.ts";
import { Notices } from "../app/Notices.tsx";
import { Output } from "../app/output/Output.tsx";
import { Shortcuts } from "../app/Shortcuts.tsx";
import { PanelBar, StatusBar } from "../app/StatusBar.tsx";
import { Views } from "../app/Views.tsx";
import { listenToPrinting } from "../export/printing.ts";
import { saving } from "../export/save-lazy.ts";
import { currentDocument } from "../program/documents.ts";
import { listenToCopying } from "../state/copy-call.ts";
import { comparing, panel, recordedTrace, shownTrace } from "../state/view-state.ts";
import { LogoIcon, OutsideIcon } from "../ui/icons.tsx";
import { showToast } from "../ui/notices.ts";
import { room, watchRoom } from "../ui/room.ts";
import { Split, splits } from "../ui/splits.tsx";
import { failure } from "./no-runs.ts";
import { served, showOther } from "./served.ts";

export function FileApp() {
  useState(() => watchRoom());
  useEffect(listenToKeys, []);
  useEffect(listenToCopying, []);
  useEffect(listenToPrinting, []);
  const { right, output } = splits.value;
  const printed = (recordedTrace.value?.output.length ?? 0) > 0;
  return (
    <div class="page file" data-panel={panel.value} data-room={room.value}>
      <FileBar />
      <Notices />
      <main class={printed ? "work printed" : "work"} style={{ "--right": right, "--output": output }}>
        {failure.value ? <NotShown /> : <Views />}
        <Split name="right" />
        <DetailsPane />
        <Split name="output" />
        <Output />
      </main>
      <StatusBar />
      <PanelBar />
      {comparing.value && <Compare />}
      {shortcutsOpen.value && <Shortcuts groups={SHORTCUTS.filter(({ title }) => title !== "The program")} />}
    </div>
  );
}

/** In place of the views. */
function NotShown() {
  return (
    <section class="pane picture" data-panel="picture" aria-label="Picture">
      <div class="view">
        <div class="empty bad" role="alert">
          <h2>This run cannot be shown</h2>
          <p>{failure.value}</p>
        </div>
      </div>
    </section>
  );
}

function FileBar() {
  const { title } = currentDocument.value;
  const several = served && served.files.length > 1 ? served : null;
  return (
    <header class="bar">
      <h1 class="brand" title={title}>
        <LogoIcon />
        <span class={several ? "visually-hidden" : "file-name"}>{title}</span>
      </h1>
      {several && (
        <select
          class="example"
          aria-label="File"
          value={several.shown}
          onChange={({ currentTarget: { selectedIndex } }) => showOther(selectedIndex)}
        >
          {several.files.map((name, i) => (
            <option key={`${i} ${name}`} value={i}>
              {name}
            </option>
          ))}
        </select>
      )}
      <span class="bar-space" />
      <button
        type="button"
        class="button"
        aria-label="Open in the playground"
        title="Save the trace, to open it in the playground"
        disabled={shownTrace.value === null}
        onClick={() => void saveForPlayground()}
      >
        <OutsideIcon />
        <span class="label">Open in the playground</span>
      </button>
      <ExportMenu />
      <button
        type="button"
        class="button icon-only"
        aria-label="How to read this"
        title="How to read this, and the keys (?)"
        aria-haspopup="dialog"
        aria-keyshortcuts="?"
        onClick={() => {
          shortcutsOpen.value = true;
        }}
      >
        <span aria-hidden="true">?</span>
      </button>
    </header>
  );
}

/** This page knows of no address: the trace is saved, and opened there by the person. */
async function saveForPlayground(): Promise<void> {
  await saving((save) => save.saveTracePacked());
  showToast("The trace is saved: drop it onto the playground, or press Open trace there");
}
