/**
 * The code editor as the page uses it: CodeMirror for Python and for plain text, which shows the page's marks and lenses
 * and reports what was typed. It is loaded after the first picture; Editor.tsx shows plain text until then.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab, insertTab } from "@codemirror/commands";
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
  Prec,
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
import type { TextKind } from "../program/file-names.ts";
import { highlighter, language } from "../source/highlight.ts";
import { loadPart } from "../ui/load-part.ts";
import { adoptStyles } from "./adopt.ts";
import type { Lens } from "./lenses.ts";
import type { LineTests } from "./test-gutter.ts";

export interface ErrorMark {
  /** 1-based. */
  line: number;
  /** 1-based; null: the whole line. */
  column: number | null;
  message: string;
}

/** The lines where the selected call's function is defined and where it was called; 0: none. */
export interface CallLines {
  defined: number;
  called: number;
}

interface EditorHandlers {
  onChange: (text: string) => void;
  onRun: () => void;
  /** Called with the line of the cursor (1-based) when it moves, and with 0 when the editor loses the focus. */
  onCursorMove: (line: number) => void;
  /** Called with the last call of the function whose lens was pressed. */
  onLensPress: (call: number) => void;
}

const setLensesEffect = StateEffect.define<readonly Lens[]>();

/**
 * The style sheet draws the lens's text, which is therefore neither copied, nor searched, nor read out with the
 * program.
 */
class LensWidget extends WidgetType {
  readonly lens: Lens;

  constructor(lens: Lens) {
    super();
    this.lens = lens;
  }

  override eq({ lens }: LensWidget): boolean {
    return lens.text === this.lens.text && lens.call === this.lens.call;
  }

  /** The editor itself handles a press on the lens. */
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

const lensField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    let next = marks.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setLensesEffect)) continue;
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

const setCallLinesEffect = StateEffect.define<CallLines>();
const fromPage = Annotation.define<boolean>();

const callLineField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    let next = marks.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setCallLinesEffect)) continue;
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
  /** What a file has of its own by its kind. */
  private readonly ofKind: Record<TextKind, Extension>;
  /** Each file keeps its own undo history, cursor and scroll position while the page is open. */
  private readonly states = new Map<string, { state: EditorState; top: number }>();
  private id: string;
  private kind: TextKind;
  /** Extensions that are loaded when they are first needed. */
  private readonly lazyExtensions = new Compartment();
  private textExtensions: Extension[] = [];
  private pythonExtensions: Extension[] = [];
  /** Their modules, by name. */
  private readonly modules = new Map<string, Promise<unknown>>();
  private marks: readonly ErrorMark[] = [];
  private tests: readonly LineTests[] = [];

  constructor(parent: HTMLElement, id: string, text: string, kind: TextKind, handlers: EditorHandlers) {
    adoptStyles();
    this.id = id;
    this.kind = kind;
    this.extensions = [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      callLineField,
      lensField,
      EditorView.domEventHandlers({
        focus: () => {
          void this.loadFinding();
          void this.loadTyping();
        },
        mousedown(event) {
          const call = event.target instanceof HTMLElement ? event.target.dataset.call : undefined;
          if (call === undefined) return false;
          event.preventDefault();
          handlers.onLensPress(Number(call));
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
            handlers.onRun();
            return true;
          },
        },
        {
          key: "Alt-Enter",
          run: (view) => {
            const call = callAtCursor(view.state);
            if (call < 0) return false;
            handlers.onLensPress(call);
            return true;
          },
        },
        ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
        {
          key: "Mod-f",
          run: (view) => {
            void this.loadFinding().then((finding) => finding?.openFind(view));
            return true;
          },
        },
        {
          // This handles the key before completion is loaded; afterwards completion's own key comes first.
          key: "Ctrl-Space",
          run: (view) => {
            void this.loadTyping().then((typing) => typing?.complete(view));
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
        const isFromPage = update.transactions.some((transaction) => transaction.annotation(fromPage));
        if (update.docChanged && !isFromPage) handlers.onChange(update.state.doc.toString());
        if (update.focusChanged || (update.selectionSet && !isFromPage && update.view.hasFocus)) {
          const { state } = update;
          handlers.onCursorMove(
            update.view.hasFocus ? state.doc.lineAt(state.selection.main.head).number : 0,
          );
        }
      }),
    ];
    this.ofKind = {
      python: [
        new LanguageSupport(language),
        syntaxHighlighting(highlighter),
        indentOnInput(),
        bracketMatching(),
      ],
      prose: EditorView.lineWrapping,
      // Between the columns of such a file stands the tab itself.
      table: Prec.high(keymap.of([{ key: "Tab", run: insertTab }])),
      text: bracketMatching(),
    };
    this.view = new EditorView({ parent, state: this.newState(text, kind) });
  }

  /** Shows another file; the one before keeps its undo history and cursor. `anew`: it is shown from its top. */
  open(id: string, text: string, kind: TextKind, anew: boolean): void {
    this.states.set(this.id, { state: this.view.state, top: this.view.scrollDOM.scrollTop });
    this.id = id;
    this.kind = kind;
    const earlier = this.states.get(id);
    this.view.setState(earlier?.state ?? this.newState(text, kind));
    this.reconfigure();
    this.setText(text);
    this.view.scrollDOM.scrollTo(0, anew ? 0 : (earlier?.top ?? 0));
  }

  /** Replaces the text of the same file, as a change that can be undone. */
  setText(text: string): void {
    const { state } = this.view;
    if (state.doc.length === text.length && state.doc.toString() === text) return;
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: text },
      annotations: fromPage.of(true),
      scrollIntoView: false,
    });
  }

  showLenses(all: readonly Lens[]): void {
    this.view.dispatch({ effects: setLensesEffect.of(all) });
  }

  /** Shows how many tests ran each line of the text as it is now. */
  async showTests(lines: readonly LineTests[]): Promise<void> {
    this.tests = lines;
    if (lines.length === 0 && !this.modules.has("tests")) return;
    const module = await this.loadExtension(
      "tests",
      () => import("./test-gutter.ts"),
      ({ testGutter }) => testGutter,
    );
    if (module && this.tests === lines) this.view.dispatch({ effects: module.setTests.of(lines) });
  }

  showErrors(marks: readonly ErrorMark[]): void {
    this.marks = marks;
    if (marks.length > 0 || this.modules.has("marks")) void this.drawMarks(marks);
  }

  private async drawMarks(marks: readonly ErrorMark[]): Promise<void> {
    const marking = await this.loadExtension(
      "marks",
      () => import("./marks.ts"),
      (module) => module.marking,
    );
    if (!marking) return;
    const { markIn, setDiagnostics } = marking;
    if (this.marks !== marks) return;
    const { doc } = this.view.state;
    const found: Diagnostic[] = marks
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .map(({ line, column, message }) => {
        const { from, text } = doc.line(line);
        const [start, end] = markIn(text, column);
        return { from: from + start, to: from + end, severity: "error", message };
      });
    this.view.dispatch(setDiagnostics(this.view.state, found));
    if (found.length > 0) this.reveal(doc.lineAt(found[0].from).number);
  }

  /** Emphasizes the lines of a call and scrolls to one of them, preferably `first`. */
  emphasizeCall(lines: CallLines, first: keyof CallLines = "called"): void {
    this.view.dispatch({ effects: setCallLinesEffect.of(lines) });
    const line = lines[first] || lines.called || lines.defined;
    if (line > 0) this.reveal(line);
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }

  private loadFinding() {
    return this.loadExtension(
      "find",
      () => import("./find.ts"),
      (module) => module.finding,
    );
  }

  private loadTyping() {
    return this.loadExtension(
      "typing",
      () => import("./typing.ts"),
      (module) => module.typing,
      (module) => module.typingText,
    );
  }

  /** Loads a module once; null where it could not be loaded, which the user has been told. */
  private loadExtension<Module>(
    name: string,
    load: () => Promise<Module>,
    extensionOf: (module: Module) => Extension,
    /** What a text gets, if it is something else than what Python gets. */
    textExtensionOf = extensionOf,
  ): Promise<Module | null> {
    const known = this.modules.get(name) as Promise<Module | null> | undefined;
    if (known) return known;
    const loading = loadPart(load).then(
      (module) => {
        this.pythonExtensions = [...this.pythonExtensions, extensionOf(module)];
        this.textExtensions = [...this.textExtensions, textExtensionOf(module)];
        this.reconfigure();
        return module;
      },
      () => {
        this.modules.delete(name);
        return null;
      },
    );
    this.modules.set(name, loading);
    return loading;
  }

  private lazyFor(kind: TextKind): Extension[] {
    return kind === "python" ? this.pythonExtensions : this.textExtensions;
  }

  private reconfigure(): void {
    const wanted = this.lazyFor(this.kind);
    if (this.lazyExtensions.get(this.view.state) === wanted) return;
    this.view.dispatch({ effects: this.lazyExtensions.reconfigure(wanted) });
  }

  private reveal(line: number): void {
    const { doc } = this.view.state;
    if (line < 1 || line > doc.lines || this.view.hasFocus) return;
    this.view.dispatch({
      effects: EditorView.scrollIntoView(doc.line(line).from, { y: "nearest", yMargin: 48 }),
    });
  }

  private newState(text: string, kind: TextKind): EditorState {
    const lazy = this.lazyExtensions.of(this.lazyFor(kind));
    return EditorState.create({ doc: text, extensions: [this.extensions, lazy, this.ofKind[kind]] });
  }
}

/** Returns the last call of the nearest function with a lens at or above the cursor; -1 if there is none. */
function callAtCursor(state: EditorState): number {
  const { to } = state.doc.lineAt(state.selection.main.head);
  let call = -1;
  state.field(lensField).between(0, to, (_from, _to, { spec }) => {
    if (spec.widget instanceof LensWidget) call = spec.widget.lens.call;
  });
  return call;
}
