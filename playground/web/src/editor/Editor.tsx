/**
 * The program, first as plain text so that the page stands at once, then in CodeMirror at the same place. What the
 * editor can do is setup.ts's business; this connects it with the document, the run and the selected call.
 */
import { untracked, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import {
  currentDocument,
  isEdited,
  offeredText,
  openCount,
  resetText,
  restoreOffered,
  source,
} from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import { dataFiles, lastRemoved, restoreRemoved, shownFile, textFiles } from "../program/program-files.ts";
import { busy, runProgram, stale } from "../session/run-program.ts";
import { highlightSource } from "../source/highlight-lazy.ts";
import { functionAtCursor, panel, selectCall, selected, shownTrace, stepIndex } from "../state/view-state.ts";
import { stepAt } from "../trace/steps.ts";
import type { Trace } from "../trace/trace.ts";
import { ScrollRegion } from "../ui/ScrollRegion.tsx";
import { DataPreview } from "./DataPreview.tsx";
import { FileTabs, typed } from "./FileTabs.tsx";
import { functionAtLine, lensesOf, sourceOf } from "./lenses.ts";
import type { Editor as CodeEditor, Lines, Mark } from "./setup.ts";

export function EditorPane() {
  const section = useRef<HTMLElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | null>(null);

  useEffect(() => {
    let gone = false;
    let made: CodeEditor | null = null;
    void afterFirstPicture()
      .then(() => Promise.race([noRun(), touched(section.current!)]))
      .then(() => import("./setup.ts"))
      .then((setup) => {
        if (gone || !place.current) return;
        const { id, text, python } = inEditor();
        made = new setup.Editor(place.current, id, text, python, {
          changed: typed,
          run: () => void runProgram(),
          moved: (line) => {
            const shown = shownTrace.peek();
            functionAtCursor.value =
              shown && line > 0 && !stale.peek() && !busy.peek()
                ? functionAtLine(shown, shownFile.peek(), line)
                : -1;
          },
          jump: (call) => {
            selectCall(call);
            if (panel.peek() === "code") panel.value = "details";
          },
        });
        highlightSource.load();
        setEditor(made);
      });
    return () => {
      gone = true;
      made?.destroy();
    };
  }, []);

  const dataFile = dataFiles.value.find(({ name }) => name === shownFile.value);
  return (
    <section class="pane editor" data-panel="code" aria-label="Code" ref={section}>
      <div class="files">
        <FileTabs />
        <Ways />
      </div>
      <div
        class={editor && !dataFile ? "editor-place" : "editor-place waiting"}
        ref={place}
        data-ready={editor !== null}
      />
      {dataFile && <DataPreview file={dataFile} />}
      {!editor && !dataFile && <PlainProgram />}
      {editor && <Connections editor={editor} />}
      <p class="editor-hint" id="editor-hint">
        Tab indents. To leave the editor by keyboard, press Escape, then Tab.
      </p>
    </section>
  );
}

/** Ways back, while there are any: to a file that was removed, to what was written before, to the original. */
function Ways() {
  return (
    <div class="editor-chips">
      {lastRemoved.value !== null && (
        <button type="button" class="chip" onClick={restoreRemoved}>
          Bring back {lastRemoved.value.name}
        </button>
      )}
      {offeredText.value !== null && shownFile.value === MAIN && (
        <button type="button" class="chip" onClick={restoreOffered} title="You changed this program before">
          Bring back your version
        </button>
      )}
      {isEdited.value && shownFile.value === MAIN && (
        <button
          type="button"
          class="chip"
          onClick={resetText}
          title="Back to the original text (can be undone)"
        >
          Reset
        </button>
      )}
    </div>
  );
}

function PlainProgram() {
  const { text } = inEditor();
  const lines = text.split("\n");
  return (
    <ScrollRegion class="editor-plain" label="The program, while the editor is loading">
      <pre>
        <span class="editor-plain-numbers" aria-hidden="true">
          {lines.map((_, i) => `${i + 1}\n`)}
        </span>
        <code>{text}</code>
      </pre>
    </ScrollRegion>
  );
}

/** The text file in the editor; where a data file is shown, what stands hidden behind it. */
function inEditor(): { id: string; text: string; python: boolean } {
  const { id } = currentDocument.value;
  const name = shownFile.value;
  const text = Object.hasOwn(textFiles.value, name) ? textFiles.value[name] : undefined;
  if (text === undefined) return { id, text: source.value, python: true };
  return { id: `${id}/${name}`, text, python: name.endsWith(".py") };
}

/** Follows the page's state into the editor; draws nothing. */
function Connections({ editor }: { editor: CodeEditor }) {
  const shown = useRef({ opened: openCount.peek(), id: inEditor().id });
  const bringText = () => {
    const { id, text, python } = inEditor();
    if (openCount.value === shown.current.opened && id === shown.current.id) editor.setText(text);
    else editor.open(id, text, python, openCount.value !== shown.current.opened);
    shown.current = { opened: openCount.value, id };
  };
  useSignalEffect(bringText);
  // Effects come in no order: what is said of lines needs the text that has them.
  const textFirst = () => untracked(bringText);
  useSignalEffect(() => {
    // Depends on the run and the file alone: marks of the last run move with the text until the next.
    const file = shownFile.value;
    const run = shownTrace.value;
    textFirst();
    editor.mark(run ? untracked(() => marksOf(run, file)) : []);
  });
  useSignalEffect(() => {
    // Where the text is another than the run's, its lines are others: what was said goes with the text.
    const run = shownTrace.value;
    const file = shownFile.value;
    textFirst();
    if (!run) editor.say([]);
    else if (untracked(() => inEditor().text) === sourceOf(run, file)) {
      editor.say(lensesOf(run, file));
    }
  });
  useSignalEffect(() => {
    const run = shownTrace.value;
    const file = shownFile.value;
    const at = stepIndex.value;
    textFirst();
    const ends = run && at >= 0 && stepAt(run, at).ends;
    editor.light(
      run && !stale.value ? linesOf(run, selected.value, file) : { defined: 0, called: 0 },
      at >= 0 && !ends ? "defined" : "called",
    );
  });
  return null;
}

/** The name in the trace of a file in the editor. */
const inTrace = (trace: Trace, file: string) => (file === MAIN ? trace.program.filename : file);

function marksOf(trace: Trace, file: string): Mark[] {
  const { error } = trace.recording;
  if (!error?.line || (error.file ?? trace.program.filename) !== inTrace(trace, file)) return [];
  const ran = file === MAIN ? trace.program.source : trace.sources[file];
  // A module that could not be read never ran, so the trace has no text of it.
  if (ran !== undefined && ran !== inEditor().text) return [];
  return [{ line: error.line, column: error.column ?? null, message: `${error.type}: ${error.message}` }];
}

function linesOf(trace: Trace, call: number, file: string): Lines {
  if (call < 0) return { defined: 0, called: 0 };
  const filename = inTrace(trace, file);
  const info = trace.functions[trace.function[call]];
  const parent = trace.parent[call];
  const fromHere = parent >= 0 && trace.functions[trace.function[parent]].file === filename;
  return {
    defined: info.file === filename && info.kind !== "module" ? info.line : 0,
    called: fromHere ? trace.callLine[call] : 0,
  };
}

/** Resolves once the first run stands on the screen, or soon after where there is none to show. */
/** Who pressed Run at once waits for Python, which can use all of the machine. */
function noRun(): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = busy.subscribe((running) => {
      if (running) return;
      queueMicrotask(() => unsubscribe());
      resolve();
    });
  });
}

/** The person wants to do something here. */
function touched(element: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["pointerdown", "focusin", "keydown"])
      element.addEventListener(event, () => resolve(), { once: true, passive: true });
  });
}

function afterFirstPicture(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, 1500);
    const unsubscribe = shownTrace.subscribe((value) => {
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
