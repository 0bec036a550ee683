/**
 * The program, first as plain text so that the page appears at once, then in CodeMirror in the same place. What the
 * editor can do is setup.ts's business; this file connects it with the document, the run and the selected call.
 */
import { untracked, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import {
  currentDocument,
  isEdited,
  openCount,
  restoreVersion,
  source,
  versions,
} from "../program/documents.ts";
import { isPython, MAIN, type TextKind, textKind } from "../program/file-names.ts";
import { editorText } from "../program/file-text.ts";
import { dataFiles, removedFiles, restoreRemoved, shownFile, textFiles } from "../program/program-files.ts";
import { busy, runProgram, stale } from "../session/run-program.ts";
import { resetProgram } from "../session/session.ts";
import { highlightSource } from "../source/highlight-lazy.ts";
import { displayedTrace } from "../state/stepping.ts";
import { lineAtCursor, litTest, type TestRun, testRun } from "../state/test-runs.ts";
import { functionAtCursor, panel, selectCall, selected, shownTrace, stepIndex } from "../state/view-state.ts";
import { formatCount, shorten } from "../text.ts";
import { stepAt } from "../trace/steps.ts";
import type { Trace } from "../trace/trace.ts";
import { Lazy } from "../ui/Lazy.tsx";
import { loadPart } from "../ui/load-part.ts";
import { Menu } from "../ui/Menu.tsx";
import { ScrollRegion } from "../ui/ScrollRegion.tsx";
import { FileTabs, setEditorText } from "./FileTabs.tsx";
import { functionAtLine, lensesOf, sourceOf } from "./lenses.ts";
import type { CallLines, Editor as CodeEditor, ErrorMark } from "./setup.ts";
import type { LineTests } from "./test-gutter.ts";

const loadDataPreview = async () => (await import("./DataPreview.tsx")).DataPreview;

export function EditorPane() {
  const section = useRef<HTMLElement>(null);
  const container = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | null>(null);

  useEffect(() => {
    let unmounted = false;
    let created: CodeEditor | null = null;
    const begin = (): Promise<void> =>
      loadPart(() => import("./setup.ts"), begin).then(
        (setup) => create(setup),
        () => {},
      );
    void afterFirstPicture()
      .then(() => Promise.race([whenNoRun(), firstInteraction(section.current!)]))
      .then(begin);
    const create = (setup: typeof import("./setup.ts")) => {
      if (unmounted || !container.current) return;
      const { id, text, kind } = fileInEditor();
      created = new setup.Editor(container.current, id, text, kind, {
        onChange: setEditorText,
        onRun: () => void runProgram(),
        onCursorMove: (line) => {
          const shown = shownTrace.peek();
          lineAtCursor.value = line;
          functionAtCursor.value =
            shown && line > 0 && !stale.peek() && !busy.peek()
              ? functionAtLine(shown, shownFile.peek(), line)
              : -1;
        },
        onLensPress: (call) => {
          selectCall(call);
          if (panel.peek() === "code") panel.value = "details";
        },
      });
      highlightSource.load();
      setEditor(created);
    };
    return () => {
      unmounted = true;
      created?.destroy();
    };
  }, []);

  const isTextForProgram = Object.hasOwn(textFiles.value, shownFile.value) && !isPython(shownFile.value);
  const dataFile = dataFiles.value.find(({ name }) => name === shownFile.value);
  return (
    <section class="pane editor" data-panel="code" aria-label="Code" ref={section}>
      <div class="files">
        <FileTabs />
        <RestoreChips />
      </div>
      {isTextForProgram && (
        <p class="file-use muted">
          {MAIN} reads it with <code>open({JSON.stringify(shownFile.value)})</code>
        </p>
      )}
      <div
        class={editor && !dataFile ? "editor-place" : "editor-place waiting"}
        ref={container}
        data-ready={editor !== null}
      />
      {dataFile && <Lazy load={loadDataPreview} props={{ file: dataFile }} />}
      {!editor && !dataFile && <PlainProgram />}
      {editor && <EditorSync editor={editor} />}
      <p class="editor-hint" id="editor-hint">
        Tab indents. To leave the editor by keyboard, press Escape, then Tab.
      </p>
    </section>
  );
}

/** Buttons to restore a removed file, an earlier version of the program, or the original text. */
function RestoreChips() {
  const removed = removedFiles.value.at(-1);
  return (
    <div class="editor-chips">
      {removed && (
        <button type="button" class="chip" onClick={restoreRemoved}>
          Bring back {removed.name}
        </button>
      )}
      {shownFile.value === MAIN && <VersionChip />}
      {isEdited.value && shownFile.value === MAIN && (
        <button
          type="button"
          class="chip"
          onClick={resetProgram}
          title="Back to the original text (your version can be brought back)"
        >
          Reset
        </button>
      )}
    </div>
  );
}

/** Brings back what the person had typed before: at once where it is one text, else by a menu. */
function VersionChip() {
  const { list, dropped } = versions.value;
  const label = "Bring back your version";
  const title = "You changed this program before";
  if (list.length === 0) return null;
  if (list.length === 1 && dropped === 0)
    return (
      <button type="button" class="chip" title={title} onClick={() => restoreVersion(list[0].text)}>
        {label}
      </button>
    );
  const entries = list.map(({ text, at }) => ({
    name: [
      at > 0 ? new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "earlier",
      formatCount(text.split("\n").length, "line"),
      shorten(firstLine(text), 32),
    ].join(" · "),
    act: () => restoreVersion(text),
  }));
  return (
    <Menu
      label={label}
      title={title}
      class="chip"
      entries={entries}
      {...(dropped > 0 && {
        note: `${formatCount(dropped, "older version was", "older versions were")} left out`,
      })}
    >
      {label}
    </Menu>
  );
}

/** The first line that says something. */
const firstLine = (text: string) => text.split("\n").find((line) => /^\s*[^\s#]/.test(line)) ?? "";

function PlainProgram() {
  const { text } = fileInEditor();
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

/** Returns the text file in the editor; if a data file is shown, main.py, which is hidden behind it. */
function fileInEditor(): { id: string; text: string; kind: TextKind } {
  const { id } = currentDocument.value;
  const name = shownFile.value;
  const text = Object.hasOwn(textFiles.value, name) ? textFiles.value[name] : undefined;
  if (text === undefined) return { id, text: source.value, kind: "python" };
  return { id: `${id}/${name}`, text: editorText(text), kind: textKind(name) };
}

/** Passes changes of the page's state on to the editor; draws nothing. */
function EditorSync({ editor }: { editor: CodeEditor }) {
  const shownTests = useRef({ file: "" });
  const shown = useRef({ opened: openCount.peek(), id: fileInEditor().id });
  const syncText = () => {
    const { id, text, kind } = fileInEditor();
    if (openCount.value === shown.current.opened && id === shown.current.id) editor.setText(text);
    else editor.open(id, text, kind, openCount.value !== shown.current.opened);
    shown.current = { opened: openCount.value, id };
  };
  useSignalEffect(syncText);
  // Effects run in any order, and marks of lines need the text that contains these lines.
  const syncTextFirst = () => untracked(syncText);
  useSignalEffect(() => {
    // This effect depends only on the run and the file: until the next run the marks move with the text.
    const file = shownFile.value;
    // While stepping, an error that has not happened yet is not marked.
    const run = displayedTrace.value;
    syncTextFirst();
    editor.showErrors(run ? untracked(() => errorMarksOf(run, file)) : []);
  });
  useSignalEffect(() => {
    // If the text is no longer that of the run, its lines may be others: the lenses then move with the text.
    const run = displayedTrace.value;
    const file = shownFile.value;
    syncTextFirst();
    if (!run) editor.showLenses([]);
    else if (untracked(() => fileInEditor().text) === sourceOf(run, file)) {
      editor.showLenses(lensesOf(run, file));
    }
  });
  useSignalEffect(() => {
    const run = shownTrace.value;
    const file = shownFile.value;
    const step = stepIndex.value;
    syncTextFirst();
    const ends = run && step >= 0 && stepAt(run, step).ends;
    editor.emphasizeCall(
      run && !stale.value ? callLinesOf(run, selected.value, file) : { defined: 0, called: 0 },
      step >= 0 && !ends ? "defined" : "called",
    );
  });
  useSignalEffect(() => {
    // As with errors: until the next run the marks move with the text.
    const run = testRun.value;
    const lit = litTest.value;
    const file = shownFile.value;
    syncTextFirst();
    if (run && run.texts[file] === untracked(() => fileInEditor().text))
      void editor.showTests(testsOfLines(run, file, lit));
    else if (!run || untracked(() => shownTests.current.file) !== file) void editor.showTests([]);
    shownTests.current = { file };
  });
  return null;
}

function testsOfLines({ ids, lines, byTest }: TestRun, file: string, lit: string): LineTests[] {
  const litLines = new Set(byTest[lit]?.[file]);
  return Object.entries(lines[file] ?? {}).map(([line, tests]) => ({
    line: Number(line),
    tests: tests.map((test) => ids[test]),
    lit: litLines.has(Number(line)),
  }));
}

/** Returns the name that a file in the editor has in the trace. */
const nameInTrace = (trace: Trace, file: string) => (file === MAIN ? trace.program.filename : file);

function errorMarksOf(trace: Trace, file: string): ErrorMark[] {
  const { error } = trace.recording;
  if (!error?.line || (error.file ?? trace.program.filename) !== nameInTrace(trace, file)) return [];
  const sourceAsRun = file === MAIN ? trace.program.source : trace.sources[file];
  // A module with a syntax error never ran, so the trace does not contain its text.
  if (sourceAsRun !== undefined && sourceAsRun !== fileInEditor().text) return [];
  return [{ line: error.line, column: error.column ?? null, message: `${error.type}: ${error.message}` }];
}

function callLinesOf(trace: Trace, call: number, file: string): CallLines {
  if (call < 0) return { defined: 0, called: 0 };
  const filename = nameInTrace(trace, file);
  const info = trace.functions[trace.function[call]];
  const parent = trace.parent[call];
  const calledFromFile = parent >= 0 && trace.functions[trace.function[parent]].file === filename;
  return {
    defined: info.file === filename && info.kind !== "module" ? info.line : 0,
    called: calledFromFile ? trace.callLine[call] : 0,
  };
}

/** Resolves once no program runs: a user who pressed Run at once waits for Python, which may use all of the CPU. */
function whenNoRun(): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = busy.subscribe((running) => {
      if (running) return;
      queueMicrotask(() => unsubscribe());
      resolve();
    });
  });
}

/** Resolves once the user interacts with the editor's pane. */
function firstInteraction(element: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["pointerdown", "focusin", "keydown"])
      element.addEventListener(event, () => resolve(), { once: true, passive: true });
  });
}

/** Resolves once the first run is on the screen, or after a short wait if there is none to show. */
function afterFirstPicture(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, 1500);
    const unsubscribe = shownTrace.subscribe((value) => {
      if (value) requestAnimationFrame(() => requestAnimationFrame(done));
    });
    function done() {
      clearTimeout(timer);
      // `subscribe` calls back before it returns `unsubscribe`, which is set in the next microtask.
      queueMicrotask(() => unsubscribe());
      resolve();
    }
  });
}
