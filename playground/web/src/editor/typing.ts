/** Help for typing: brackets that close themselves, and completion. It is loaded when the editor is first focused. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { numberKeys } from "./number-keys.ts";
import { completeWords } from "./words.ts";

export const typing: Extension = [
  closeBrackets(),
  autocompletion({ override: [completeWords], icons: false }),
  // These keys come before the editor's own, which are registered already.
  Prec.high(keymap.of([...closeBracketsKeymap, ...completionKeymap, ...numberKeys])),
];
/**
 * For texts, which nothing is completed in. Without completion's own state, a timer of its that a Python file has left
 * behind would throw.
 */
export const typingText: Extension = autocompletion({ override: [], activateOnTyping: false });
export const complete = startCompletion;
