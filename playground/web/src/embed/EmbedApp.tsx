/** The page in a frame: program, output, picture and details, under one narrow line. */
import { useEffect, useState } from "preact/hooks";
import { Details } from "../app/Details.tsx";
import { current } from "../app/documents.ts";
import { OutsideIcon, RunIcon, StopIcon } from "../app/icons.tsx";
import { Notices } from "../app/Notices.tsx";
import { Output } from "../app/Output.tsx";
import { busy, run, stale, stop } from "../app/run.ts";
import { PanelBar, StatusBar } from "../app/StatusBar.tsx";
import { addressNow, begin } from "../app/session.ts";
import { Split, splits } from "../app/splits.tsx";
import { panel, trace, view } from "../app/state.ts";
import { Views } from "../app/Views.tsx";
import { Editor } from "../editor/Editor.tsx";
import type { Runtime } from "../runtime/client.ts";
import "../styles/main.css";
import "./embed.css";
import { talkTo } from "./talk.ts";
import { force } from "./theme.ts";
import type { Wishes } from "./wishes.ts";

export function EmbedApp({ runtime, wishes }: { runtime: Runtime; wishes: Wishes }) {
  useState(() => {
    if (wishes.theme) force(wishes.theme);
    begin(runtime);
    if (wishes.view === "code" || wishes.view === "output") panel.value = wishes.view;
    else if (wishes.view) view.value = wishes.view;
    else if (trace.peek() === null && !current.peek().example) panel.value = "code";
  });
  useEffect(() => {
    if (wishes.origin) talkTo(wishes.origin);
  }, []);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      void run();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);

  const { left, right, output } = splits.value;
  return (
    <div class="page embedded" data-panel={panel.value}>
      <EmbedBar />
      <Notices />
      <main class="work" style={{ "--left": left, "--right": right, "--output": output }}>
        <Editor />
        <Split name="output" />
        <Output />
        <Split name="left" />
        <Views />
        <Split name="right" />
        <Details />
      </main>
      <StatusBar />
      <PanelBar />
    </div>
  );
}

function EmbedBar() {
  const wanted = !busy.value && (trace.value === null || stale.value);
  const { example, title } = current.value;
  return (
    <header class="bar">
      <h1 class="embed-title">{example ? title : "Python"}</h1>
      <span class="bar-space" />
      <button
        type="button"
        class="button quiet"
        aria-label="Open in the playground"
        title="Open this program in a tab of its own"
        onClick={() => void openOutside()}
      >
        <OutsideIcon />
        <span class="label">Open</span>
      </button>
      <button type="button" class="button stop" disabled={!busy.value} onClick={stop} aria-label="Stop">
        <StopIcon />
      </button>
      <button
        type="button"
        class={wanted ? "button primary wanted" : "button primary"}
        onClick={() => void run()}
        aria-label="Run"
        title="Run the program here, in your browser (Ctrl+Enter or ⌘+Enter)"
      >
        <RunIcon />
        <span>Run</span>
      </button>
    </header>
  );
}

/** A program too long for an address opens the playground without it. */
async function openOutside(): Promise<void> {
  open((await addressNow("/")) ?? "/", "_blank", "noopener");
}
