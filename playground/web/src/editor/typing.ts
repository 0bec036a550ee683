/** What helps while one types: brackets that close themselves, and completion. Loaded when the editor is first used. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { completeWords } from "./words.ts";

export const typing: Extension = [
  closeBrackets(),
  autocompletion({ override: [completeWords], icons: false }),
  // Before the editor's own keys, which are there already.
  Prec.high(keymap.of([...closeBracketsKeymap, ...completionKeymap])),
];
export const complete = startCompletion;
