/** The page in a frame: program, output, picture and details, under one low bar. */
import { useEffect, useState } from "preact/hooks";
import { Notices } from "../app/Notices.tsx";
import { RunButton } from "../app/RunButton.tsx";
import { listenToRunKey, Workspace } from "../app/Workspace.tsx";
import { currentDocument } from "../program/documents.ts";
import type { Runtime } from "../runtime/client.ts";
import { beginSession } from "../session/session.ts";
import { shareableAddress } from "../session/share.ts";
import { panel, shownTrace, view } from "../state/view-state.ts";
import { OutsideIcon } from "../ui/icons.tsx";
import { room, watchRoom } from "../ui/room.ts";
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
  useState(() => watchRoom(true));
  useEffect(() => {
    if (options.origin) listenToEmbedder(options.origin);
  }, []);
  useEffect(listenToRunKey, []);

  return (
    <div class="page embedded" data-panel={panel.value} data-room={room.value}>
      <EmbedBar />
      <Notices />
      <Workspace />
    </div>
  );
}

function EmbedBar() {
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
      <RunButton title="Run the program here, in your browser (Ctrl+Enter or ⌘+Enter)" />
    </header>
  );
}

/** Opens the program in a tab of its own; one too long for an address opens the playground without it. */
async function openOutside(): Promise<void> {
  open((await shareableAddress("/")) ?? "/", "_blank", "noopener");
}
