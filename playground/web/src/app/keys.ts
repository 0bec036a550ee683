/**
 * The keys that work everywhere on the page except where text is typed, and the list of all keys for the dialog
 * (Shortcuts.tsx). Keys that work in one view only are handled by that view and only listed here.
 */
import { signal } from "@preact/signals";
import { compareRuns } from "../session/run-program.ts";
import { filterKeys, undoLastFilter } from "../state/filters.ts";
import { leaveStepping, stepBy, togglePlaying } from "../state/stepping.ts";
import { recordedTrace, shownTrace, stepIndex, transforms } from "../state/view-state.ts";
import { isComposing, keyOf, learnKey, letterPlaceOf } from "../ui/key-names.ts";

export const shortcutsOpen = signal(false);

interface Shortcut {
  /** The keys as a person reads them; alternatives are separated by " / ". */
  keys: string;
  /** Whether the letters mean places on an English keyboard; another keyboard has other letters there. */
  byPlace?: true;
  does: string;
  /** As `keyOf` names it; only for keys that work everywhere. */
  key?: string;
  act?(): void;
  /** Whether the key does something now; where it does not, others may handle it. */
  when?(): boolean;
}

const shiftKey = (letter: string, does: string, act: () => void): Shortcut => ({
  keys: `Shift+${letter}`,
  byPlace: true,
  does,
  key: letter,
  act,
  when: () => shownTrace.peek() !== null,
});

const plainKey = (key: string, does: string, act: () => void): Shortcut => ({
  keys: key,
  does,
  key,
  act,
  when: () => shownTrace.peek() !== null,
});

export const SHORTCUTS: readonly { title: string; keys: readonly Shortcut[] }[] = [
  {
    title: "The program",
    keys: [
      { keys: "Ctrl+Enter / ⌘+Enter", does: "Run" },
      { keys: "Alt+Enter", does: "In the editor: to the last call of the function at the cursor" },
      {
        keys: "Alt+↑ / Alt+↓",
        does: "In the editor, with Live on: the number at the cursor larger, smaller",
      },
      { keys: "Escape, then Tab", does: "Leave the editor" },
      {
        keys: "Shift+C",
        byPlace: true,
        does: "Compare two runs",
        key: "C",
        act: compareRuns,
        when: () => recordedTrace.peek() !== null,
      },
      {
        keys: "?",
        does: "This sheet",
        key: "?",
        act: () => {
          shortcutsOpen.value = true;
        },
      },
    ],
  },
  {
    title: "From call to call",
    keys: [
      { keys: "↓ ↑", does: "First call made, caller; in the Outline the next row" },
      { keys: "→ ←", does: "Next and previous call of the same caller; in the Outline open and close" },
      { keys: "Home", does: "First call" },
      { keys: "Ctrl+C / ⌘+C", does: "Copy the selected call's name" },
      { keys: "/ / Ctrl+F", does: "Search; Enter next match, Shift+Enter the one before" },
    ],
  },
  {
    title: "The picture",
    keys: [
      {
        keys: "Enter / Escape",
        does: "See the selected call with what is below it alone, and go back",
      },
      { keys: "+ − 0", does: "Closer, further, all of it" },
      { keys: "W A S D", byPlace: true, does: "Zoom and move in the Timeline" },
      { keys: "← → ↑ ↓", does: "On the map above it: move and size the part in view" },
      { keys: "U", byPlace: true, does: "Unfold or fold equal calls in the Tree" },
      { keys: "+ − *", does: "In the Outline: unfold, fold, open all beside it" },
    ],
  },
  {
    title: "As the program went",
    keys: [
      plainKey(".", "Next step: a call begins or ends", () => stepBy(1)),
      plainKey(",", "Previous step", () => stepBy(-1)),
      plainKey(">", "Play, pause", togglePlaying),
      {
        keys: "Escape",
        does: "Stop stepping",
        key: "Escape",
        act: leaveStepping,
        when: () => stepIndex.peek() >= 0,
      },
    ],
  },
  {
    title: "See less",
    keys: [
      ...filterKeys().map(({ key, does, act }) => shiftKey(key, does, act)),
      {
        keys: "Backspace",
        does: "Take the last one back",
        key: "Backspace",
        act: undoLastFilter,
        when: () => transforms.peek().length > 0,
      },
    ],
  },
];

/** Elements that use the keys themselves. */
const TAKES_KEYS = "input:not([type=range]), textarea, select, [contenteditable], dialog, [role=menu]";

/** Handles keys before the views do, which handle letters themselves, until the returned function is called. */
export function listenToKeys(): () => void {
  const shortcutByKey = new Map<string, Shortcut>();
  for (const { keys } of SHORTCUTS) for (const one of keys) if (one.key) shortcutByKey.set(one.key, one);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    learnKey(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const shortcut = shortcutByKey.get(letterPlaceOf(event)) ?? shortcutByKey.get(keyOf(event));
    if (!shortcut?.act) return;
    if (event.target instanceof Element && event.target.closest(TAKES_KEYS)) return;
    if (shortcut.when && !shortcut.when()) return;
    event.preventDefault();
    event.stopPropagation();
    shortcut.act();
  };
  addEventListener("keydown", onKeyDown, { capture: true });
  return () => removeEventListener("keydown", onKeyDown, { capture: true });
}
