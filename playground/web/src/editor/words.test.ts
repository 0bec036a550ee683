import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { expect, test } from "vitest";
import { completeWords, wordsOf } from "./words.ts";

test("the program's own words are offered, without Python's and without the one being typed", () => {
  const text = "def größe(total):\n    return tot";
  expect(wordsOf(text, text.length)).toEqual(["größe", "total"]);
});

test("nothing is offered once the editor has lost the focus", () => {
  const state = EditorState.create({ doc: "total = 1\ntot" });
  const offered = (hasFocus: boolean) =>
    completeWords(new CompletionContext(state, 13, false, { hasFocus } as EditorView));
  expect(offered(true)?.options[0]?.label).toBe("total");
  expect(offered(false)).toBeNull();
});
