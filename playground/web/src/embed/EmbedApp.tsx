/** The page in a frame: program, output, picture and details, under one low bar. */
import { useEffect, useState } from "preact/hooks";
import { Notices } from "../app/Notices.tsx";
import { listenToRunKey, Workspace } from "../app/Workspace.tsx";
import { currentDocument } from "../program/documents.ts";
import type { Runtime } from "../runtime/client.ts";
import { busy, runProgram, stale, stopProgram } from "../session/run-program.ts";
import { beginSession } from "../session/session.ts";
import { shareableAddress } from "../session/share.ts";
import { panel, shownTrace, view } from "../state/view-state.ts";
import { OutsideIcon, RunIcon, StopIcon } from "../ui/icons.tsx";
import "../styles/main.css";
import "./embed.css";
import { listenToEmbedder } from "./conversation.ts";
import type { EmbedOptions } from "./options.ts";
import { forceTheme } from "./theme.ts";

export function EmbedApp({ runtime, options }: { runtime: Runtime; options: EmbedOptions }) {
  useState(() => {
    if (options.theme) forceTheme(options.theme);
    beginSession(runtime);
    if (options.view === "code" || options.view === "output") panel.value = options.view;
    else if (options.view) view.value = options.view;
    else if (shownTrace.peek() === null && !currentDocument.peek().example) panel.value = "code";
  });
  useEffect(() => {
    if (options.origin) listenToEmbedder(options.origin);
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
  const { example, title } = currentDocument.value;
  return (
    <header class="bar">
      <h1 class="embed-title">{example ? title : "Python"}</h1>
      <span class="bar-space" />
      <button
        type="button"
        class="button quiet"
        aria-label="Open in the playground"
        title="Open this program in a tab of its own"
        onClick={() => void openOutside().catch(() => {})}
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

/** Opens the program in a tab of its own; one too long for an address opens the playground without it. */
async function openOutside(): Promise<void> {
  open((await shareableAddress("/")) ?? "/", "_blank", "noopener");
}
