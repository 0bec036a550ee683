/** The whole page, put together. What the parts do is theirs to know. */
import { useEffect, useState } from "preact/hooks";
import type { Runtime } from "../runtime/client.ts";
import "../styles/main.css";
import { listenToPrinting } from "../export/printing.ts";
import { beginSession } from "../session/session.ts";
import { comparing, panel } from "../state/view-state.ts";
import { Lazy } from "../ui/Lazy.tsx";
import { galleryOpen, Header } from "./Header.tsx";
import { listenToKeys, shortcutsOpen } from "./keys.ts";
import { DropTarget, Notices } from "./Notices.tsx";
import { listenToRunKey, Workspace } from "./Workspace.tsx";

export function App({ runtime }: { runtime: Runtime }) {
  // Before the first drawing, so that the program already stands in it.
  useState(() => beginSession(runtime));

  useEffect(listenToRunKey, []);
  useEffect(listenToKeys, []);
  useEffect(listenToPrinting, []);

  return (
    <div class="page" data-panel={panel.value}>
      <Header />
      <Notices />
      <Workspace />
      {galleryOpen.value && <Lazy load={async () => (await import("./Gallery.tsx")).Gallery} />}
      {comparing.value && <Lazy load={async () => (await import("./compare/Compare.tsx")).Compare} />}
      {shortcutsOpen.value && <Lazy load={async () => (await import("./Shortcuts.tsx")).Shortcuts} />}
      <DropTarget />
    </div>
  );
}
