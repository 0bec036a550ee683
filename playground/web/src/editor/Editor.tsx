/**
 * The program, first as plain text so that the page stands at once, then in CodeMirror at the same place. What the
 * editor can do is setup.ts's business; this connects it with the document, the run and the selected call.
 */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { current, edited, offer, opened, reset, source, takeOffer } from "../app/documents.ts";
import { run, stale } from "../app/run.ts";
import { Scrolled } from "../app/Scrolled.tsx";
import { selected, trace } from "../app/state.ts";
import type { Trace } from "../trace/trace.ts";
import { highlightSource } from "./lazy.ts";
import type { Editor as CodeEditor, Lines, Mark } from "./setup.ts";

export function Editor() {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | null>(null);

  useEffect(() => {
    let gone = false;
    let made: CodeEditor | null = null;
    void afterFirstPicture()
      .then(() => import("./setup.ts"))
      .then((setup) => {
        if (gone || !place.current) return;
        made = new setup.Editor(place.current, current.peek().id, source.peek(), {
          changed: (text) => {
            source.value = text;
          },
          run: () => void run(),
        });
        highlightSource.load();
        setEditor(made);
      });
    return () => {
      gone = true;
      made?.destroy();
    };
  }, []);

  return (
    <section class="pane editor" data-panel="code" aria-label="Code">
      <div
        class={editor ? "editor-place" : "editor-place waiting"}
        ref={place}
        data-ready={editor !== null}
      />
      {!editor && <PlainProgram />}
      {editor && <Connections editor={editor} />}
      <div class="editor-chips">
        {offer.value !== null && (
          <button type="button" class="chip" onClick={takeOffer} title="You changed this program before">
            Bring back your version
          </button>
        )}
        {edited.value && (
          <button
            type="button"
            class="chip"
            onClick={reset}
            title="Back to the original text (can be undone)"
          >
            Reset
          </button>
        )}
      </div>
      <p class="editor-hint" id="editor-hint">
        Tab indents. To leave the editor by keyboard, press Escape, then Tab.
      </p>
    </section>
  );
}

function PlainProgram() {
  const lines = source.value.split("\n");
  return (
    <Scrolled class="editor-plain" label="The program, while the editor is loading">
      <pre>
        <span class="editor-plain-numbers" aria-hidden="true">
          {lines.map((_, i) => `${i + 1}\n`)}
        </span>
        <code>{source.value}</code>
      </pre>
    </Scrolled>
  );
}

/** Follows the page's state into the editor; draws nothing. */
function Connections({ editor }: { editor: CodeEditor }) {
  const shown = useRef(opened.peek());
  useSignalEffect(() => {
    if (opened.value === shown.current) editor.setText(source.value);
    else editor.open(current.value.id, source.value);
    shown.current = opened.value;
  });
  useSignalEffect(() => {
    // Depends on the run alone: marks of the last run move with the text until the next.
    editor.mark(trace.value ? marksOf(trace.value, source.peek()) : []);
  });
  useSignalEffect(() => {
    const shownTrace = trace.value;
    editor.light(
      shownTrace && !stale.value ? linesOf(shownTrace, selected.value) : { defined: 0, called: 0 },
    );
  });
  return null;
}

function marksOf(trace: Trace, text: string): Mark[] {
  const { error } = trace.recording;
  if (!error?.line || trace.program.source !== text) return [];
  return [{ line: error.line, column: error.column ?? null, message: `${error.type}: ${error.message}` }];
}

function linesOf(trace: Trace, call: number): Lines {
  if (call < 0) return { defined: 0, called: 0 };
  const { filename } = trace.program;
  const info = trace.functions[trace.function[call]];
  const parent = trace.parent[call];
  const fromProgram = parent >= 0 && trace.functions[trace.function[parent]].file === filename;
  return {
    defined: info.file === filename && info.kind !== "module" ? info.line : 0,
    called: fromProgram ? trace.callLine[call] : 0,
  };
}

/** Resolves once the first run stands on the screen, or soon after where there is none to show. */
function afterFirstPicture(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, 1500);
    const unsubscribe = trace.subscribe((value) => {
      if (value) requestAnimationFrame(() => requestAnimationFrame(done));
    });
    function done() {
      clearTimeout(timer);
      // `subscribe` calls back before it returns; by the next turn it has.
      queueMicrotask(() => unsubscribe());
      resolve();
    }
  });
}
