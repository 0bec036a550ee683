/**
 * What the page and its embedded form share: the panes with the bars below them, and the key that runs the program.
 */
import { EditorPane } from "../editor/Editor.tsx";
import { runProgram } from "../session/run-program.ts";
import { isComposing } from "../ui/key-names.ts";
import { Split, splits } from "../ui/splits.tsx";
import { DetailsPane } from "./details/DetailsPane.tsx";
import { Output } from "./output/Output.tsx";
import { PanelBar, StatusBar } from "./StatusBar.tsx";
import { Views } from "./Views.tsx";

export function Workspace() {
  const { left, right, output } = splits.value;
  return (
    <>
      <main class="work" style={{ "--left": left, "--right": right, "--output": output }}>
        <EditorPane />
        <Split name="output" />
        <Output />
        <Split name="left" />
        <Views />
        <Split name="right" />
        <DetailsPane />
      </main>
      <StatusBar />
      <PanelBar />
    </>
  );
}

/** Runs the program on Ctrl+Enter or ⌘+Enter, wherever the focus is. Returns the function that ends this. */
export function listenToRunKey(): () => void {
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    if (isComposing(event)) return;
    event.preventDefault();
    void runProgram();
  };
  addEventListener("keydown", key);
  return () => removeEventListener("keydown", key);
}
