/**
 * The code editor as the page uses it: CodeMirror with Python, told which lines to mark, telling what was typed. This
 * module is loaded after the first picture; Editor.tsx shows the plain text until then.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  LanguageSupport,
  syntaxHighlighting,
} from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import {
  Annotation,
  Compartment,
  EditorState,
  type Extension,
  StateEffect,
  StateField,
} from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  WidgetType,
} from "@codemirror/view";
import { highlighter, language } from "../source/highlight.ts";
import { adoptStyles } from "./adopt.ts";
import type { Lens } from "./lenses.ts";

export interface Mark {
  /** 1-based. */
  line: number;
  /** 1-based; null: the whole line. */
  column: number | null;
  message: string;
}

/** Lines that the selected call has to do with; 0: none. */
export interface Lines {
  defined: number;
  called: number;
}

export interface Handlers {
  changed: (text: string) => void;
  run: () => void;
  /** The cursor was moved, to this line (1-based); 0: it is no longer in the editor. */
  moved: (line: number) => void;
  /** To the last call of the function whose lens was pressed. */
  jump: (call: number) => void;
}

const setLenses = StateEffect.define<readonly Lens[]>();

/** Drawn by its style sheet, so that it is no part of the program's text: not copied, not searched, not read out. */
class LensWidget extends WidgetType {
  readonly lens: Lens;

  constructor(lens: Lens) {
    super();
    this.lens = lens;
  }

  override eq({ lens }: LensWidget): boolean {
    return lens.text === this.lens.text && lens.call === this.lens.call;
  }

  /** A press on it is the editor's to hear. */
  override ignoreEvent(): boolean {
    return false;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "cm-lens";
    element.dataset.says = this.lens.text;
    element.dataset.call = String(this.lens.call);
    element.title = "To the last call (Alt+Enter)";
    element.ariaHidden = "true";
    return element;
  }
}

const lenses = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    let next = marks.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setLenses)) continue;
      next = Decoration.set(
        effect.value
          .filter(({ line }) => line >= 1 && line <= change.state.doc.lines)
          .map((lens) =>
            Decoration.widget({ widget: new LensWidget(lens), side: 1 }).range(
              change.state.doc.line(lens.line).to,
            ),
          ),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const setLines = StateEffect.define<Lines>();
const fromPage = Annotation.define<boolean>();

const lines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    let next = marks.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setLines)) continue;
      const { defined, called } = effect.value;
      const all = [
        { line: defined, class: "cm-definedLine" },
        { line: called, class: "cm-calledLine" },
      ]
        .filter(({ line }) => line >= 1 && line <= change.state.doc.lines)
        .sort((a, b) => a.line - b.line);
      next = Decoration.set(
        all.map((mark) =>
          Decoration.line({ class: mark.class }).range(change.state.doc.line(mark.line).from),
        ),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export class Editor {
  private readonly view: EditorView;
  private readonly extensions: Extension;
  private readonly python: Extension;
  /** Each file keeps its own history of undoing, its cursor and its place while the page is open. */
  private readonly states = new Map<string, { state: EditorState; top: number }>();
  private id: string;
  /** What is loaded when it is first needed; every state gets it. */
  private readonly later = new Compartment();
  private loaded: Extension[] = [];
  private finding: Promise<typeof import("./find.ts")> | null = null;
  private typing: Promise<typeof import("./typing.ts")> | null = null;
  private marking: Promise<typeof import("./marks.ts")> | null = null;
  private marks: readonly Mark[] = [];

  constructor(parent: HTMLElement, id: string, text: string, python: boolean, handlers: Handlers) {
    adoptStyles();
    this.id = id;
    this.extensions = [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      lines,
      lenses,
      EditorView.domEventHandlers({
        focus: () => {
          void this.withFinding();
          void this.withTyping();
        },
        mousedown(event) {
          const call = event.target instanceof HTMLElement ? event.target.dataset.call : undefined;
          if (call === undefined) return false;
          event.preventDefault();
          handlers.jump(Number(call));
          return true;
        },
      }),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      keymap.of([
        {
          key: "Mod-Enter",
          preventDefault: true,
          run: () => {
            handlers.run();
            return true;
          },
        },
        {
          key: "Alt-Enter",
          run: (view) => {
            const call = callAtCursor(view.state);
            if (call < 0) return false;
            handlers.jump(call);
            return true;
          },
        },
        ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
        {
          key: "Mod-f",
          run: (view) => {
            void this.withFinding().then(({ openFind }) => openFind(view));
            return true;
          },
        },
        {
          // Pressed before completion is there; then its own keys come first.
          key: "Ctrl-Space",
          run: (view) => {
            void this.withTyping().then(({ complete }) => complete(view));
            return true;
          },
        },
        ...historyKeymap,
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({
        "aria-label": "Program",
        "aria-describedby": "editor-hint",
        tabindex: "0",
        autocapitalize: "off",
        autocorrect: "off",
        spellcheck: "false",
      }),
      EditorView.updateListener.of((update) => {
        const own = update.transactions.some((transaction) => transaction.annotation(fromPage));
        if (update.docChanged && !own) handlers.changed(update.state.doc.toString());
        if (update.focusChanged || (update.selectionSet && !own && update.view.hasFocus)) {
          const { state } = update;
          handlers.moved(update.view.hasFocus ? state.doc.lineAt(state.selection.main.head).number : 0);
        }
      }),
    ];
    this.python = [new LanguageSupport(language), syntaxHighlighting(highlighter)];
    this.view = new EditorView({ parent, state: this.fresh(text, python) });
  }

  /** Another file comes in; the one before keeps its history and its cursor. `anew`: it is shown from its top. */
  open(id: string, text: string, python: boolean, anew: boolean): void {
    this.states.set(this.id, { state: this.view.state, top: this.view.scrollDOM.scrollTop });
    this.id = id;
    const earlier = this.states.get(id);
    this.view.setState(earlier?.state ?? this.fresh(text, python));
    this.refresh();
    this.setText(text);
    this.view.scrollDOM.scrollTo(0, anew ? 0 : (earlier?.top ?? 0));
  }

  /** The same program with another text, as a step that can be undone. */
  setText(text: string): void {
    const { state } = this.view;
    if (state.doc.length === text.length && state.doc.toString() === text) return;
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: text },
      annotations: fromPage.of(true),
      scrollIntoView: false,
    });
  }

  say(all: readonly Lens[]): void {
    this.view.dispatch({ effects: setLenses.of(all) });
  }

  mark(marks: readonly Mark[]): void {
    this.marks = marks;
    if (marks.length > 0 || this.marking) void this.drawMarks(marks);
  }

  private async drawMarks(marks: readonly Mark[]): Promise<void> {
    this.marking ??= import("./marks.ts").then((module) => {
      this.add(module.marking);
      return module;
    });
    const { setDiagnostics } = await this.marking;
    if (this.marks !== marks) return;
    const { doc } = this.view.state;
    const found: Diagnostic[] = marks
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .map(({ line, column, message }) => {
        const { from, to, text } = doc.line(line);
        const start = from + Math.min((column ?? 0) > 0 ? column! - 1 : text.search(/\S|$/), text.length);
        const end = column === null ? to : Math.min(to, start + 1);
        return { from: Math.min(start, end), to: end, severity: "error", message };
      });
    this.view.dispatch(setDiagnostics(this.view.state, found));
    if (found.length > 0) this.reveal(doc.lineAt(found[0].from).number);
  }

  /** `first`: which of the two comes into sight where they stand far apart. */
  light(wanted: Lines, first: keyof Lines = "called"): void {
    this.view.dispatch({ effects: setLines.of(wanted) });
    const line = wanted[first] || wanted.called || wanted.defined;
    if (line > 0) this.reveal(line);
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }

  private withFinding(): Promise<typeof import("./find.ts")> {
    this.finding ??= import("./find.ts").then((module) => {
      this.add(module.finding);
      return module;
    });
    return this.finding;
  }

  private withTyping(): Promise<typeof import("./typing.ts")> {
    this.typing ??= import("./typing.ts").then((module) => {
      this.add(module.typing);
      return module;
    });
    return this.typing;
  }

  private add(extension: Extension): void {
    this.loaded = [...this.loaded, extension];
    this.refresh();
  }

  private refresh(): void {
    if (this.later.get(this.view.state) === this.loaded) return;
    this.view.dispatch({ effects: this.later.reconfigure(this.loaded) });
  }

  private reveal(line: number): void {
    const { doc } = this.view.state;
    if (line < 1 || line > doc.lines || this.view.hasFocus) return;
    this.view.dispatch({
      effects: EditorView.scrollIntoView(doc.line(line).from, { y: "nearest", yMargin: 48 }),
    });
  }

  private fresh(text: string, python: boolean): EditorState {
    const later = this.later.of(this.loaded);
    const extensions = python ? [this.extensions, later, this.python] : [this.extensions, later];
    return EditorState.create({ doc: text, extensions });
  }
}

/** The last call of the nearest function at or above the cursor that has a lens; -1: none. */
function callAtCursor(state: EditorState): number {
  const { to } = state.doc.lineAt(state.selection.main.head);
  let call = -1;
  state.field(lenses).between(0, to, (_from, _to, { spec }) => {
    if (spec.widget instanceof LensWidget) call = spec.widget.lens.call;
  });
  return call;
}
