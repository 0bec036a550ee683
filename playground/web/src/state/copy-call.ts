/** Copies the name of the selected call, "fibonacci(4)", by the browser's own keys for copying. */
import { callLabel } from "../trace/describe.ts";
import { showToast } from "../ui/notices.ts";
import { selected, shownTrace } from "./view-state.ts";

/** Arguments may be of any length; nobody pastes more than this as a name. */
const MAX_NAME_CHARACTERS = 1_000;

export function selectedName(): string {
  const run = shownTrace.peek();
  const call = selected.peek();
  return run && call >= 0 && call < run.length ? callLabel(run, call, MAX_NAME_CHARACTERS) : "";
}

/** Where text is selected or typed, copying is about that text. */
const TEXT = "input:not([type=range]), textarea, [contenteditable], dialog";

/** Until the returned function is called. Listens for what keys ask for, so that they are those of every system. */
export function listenToCopying(): () => void {
  const onCopy = (event: ClipboardEvent) => {
    const name = selectedName();
    const inText = event.target instanceof Element && event.target.closest(TEXT) !== null;
    if (name === "" || inText || event.defaultPrevented || getSelection()?.toString()) return;
    event.clipboardData?.setData("text/plain", name);
    event.preventDefault();
    showToast(`Copied: ${name}`);
  };
  document.addEventListener("copy", onCopy);
  return () => document.removeEventListener("copy", onCopy);
}
