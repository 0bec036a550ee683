/** The page in a frame: program, output, picture and details, under one narrow line. */
import { useEffect, useState } from "preact/hooks";
import { Notices } from "../app/Notices.tsx";
import { listenToRunKey, Workspace } from "../app/Workspace.tsx";
import { current } from "../program/documents.ts";
import type { Runtime } from "../runtime/client.ts";
import { busy, runProgram, stale, stopProgram } from "../session/run-program.ts";
import { addressNow, beginSession } from "../session/session.ts";
import { panel, shownTrace, view } from "../state/view-state.ts";
import { OutsideIcon, RunIcon, StopIcon } from "../ui/icons.tsx";
import "../styles/main.css";
import "./embed.css";
import { talkTo } from "./talk.ts";
import { force } from "./theme.ts";
import type { Wishes } from "./wishes.ts";

export function EmbedApp({ runtime, wishes }: { runtime: Runtime; wishes: Wishes }) {
  useState(() => {
    if (wishes.theme) force(wishes.theme);
    beginSession(runtime);
    if (wishes.view === "code" || wishes.view === "output") panel.value = wishes.view;
    else if (wishes.view) view.value = wishes.view;
    else if (shownTrace.peek() === null && !current.peek().example) panel.value = "code";
  });
  useEffect(() => {
    if (wishes.origin) talkTo(wishes.origin);
  }, []);
  useEffect(listenToRunKey, []);

  return (
    <div class="page embedded" data-panel={panel.value}>
      <EmbedBar />
      <Notices />
      <Workspace />
    </div>
  );
}

function EmbedBar() {
  const wanted = !busy.value && (shownTrace.value === null || stale.value);
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
      <button
        type="button"
        class="button stop"
        disabled={!busy.value}
        onClick={stopProgram}
        aria-label="Stop"
      >
        <StopIcon />
      </button>
      <button
        type="button"
        class={wanted ? "button primary wanted" : "button primary"}
        onClick={() => void runProgram()}
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
