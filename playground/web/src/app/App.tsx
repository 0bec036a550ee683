/** The whole page, put together. What the parts do is theirs to know. */
import { useEffect, useState } from "preact/hooks";
import { Editor } from "../editor/Editor.tsx";
import type { Runtime } from "../runtime/client.ts";
import "../styles/main.css";
import { Details } from "./Details.tsx";
import { galleryOpen, Header } from "./Header.tsx";
import { listenToKeys, shortcutsOpen } from "./keys.ts";
import { Later } from "./Later.tsx";
import { DropPlace, Notices } from "./Notices.tsx";
import { Output } from "./Output.tsx";
import { listenToPrinting } from "./printing.ts";
import { run } from "./run.ts";
import { PanelBar, StatusBar } from "./StatusBar.tsx";
import { begin } from "./session.ts";
import { Split, splits } from "./splits.tsx";
import { comparing, panel } from "./state.ts";
import { Views } from "./Views.tsx";

export function App({ runtime }: { runtime: Runtime }) {
  // Before the first drawing, so that the program already stands in it.
  useState(() => begin(runtime));

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      void run();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);

  useEffect(listenToKeys, []);
  useEffect(listenToPrinting, []);

  const { left, right, output } = splits.value;
  return (
    <div class="page" data-panel={panel.value}>
      <Header />
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
      {galleryOpen.value && <Later load={async () => (await import("./Gallery.tsx")).Gallery} />}
      {comparing.value && <Later load={async () => (await import("./Compare.tsx")).Compare} />}
      {shortcutsOpen.value && <Later load={async () => (await import("./Shortcuts.tsx")).Shortcuts} />}
      <DropPlace />
    </div>
  );
}
