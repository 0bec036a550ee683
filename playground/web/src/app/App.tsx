/** The whole page, put together from its parts. What each part does is its own business. */
import { useEffect, useState } from "preact/hooks";
import type { Runtime } from "../runtime/client.ts";
import "../styles/main.css";
import { listenToPrinting } from "../export/printing.ts";
import { beginSession } from "../session/session.ts";
import { listenToCopying } from "../state/copy-call.ts";
import { comparing, panel } from "../state/view-state.ts";
import { Lazy } from "../ui/Lazy.tsx";
import { room, watchRoom } from "../ui/room.ts";
import { DropTarget } from "./DropTarget.tsx";
import { galleryOpen, Header } from "./Header.tsx";
import { listenToKeys, shortcutsOpen } from "./keys.ts";
import { Notices } from "./Notices.tsx";
import { listenToRunKey, Workspace } from "./Workspace.tsx";

export function App({ runtime }: { runtime: Runtime }) {
  // The session begins before the first render, so that the program is in it already.
  useState(() => beginSession(runtime));
  useState(() => watchRoom());

  useEffect(listenToRunKey, []);
  useEffect(listenToKeys, []);
  useEffect(listenToCopying, []);
  useEffect(listenToPrinting, []);

  return (
    <div class="page" data-panel={panel.value} data-room={room.value}>
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
