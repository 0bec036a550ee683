/**
 * How many tests ran each line, beside the program; hollow where none did. It is loaded after the first run of tests.
 * Until the next one the marks move with the text.
 */
import { type Extension, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter } from "@codemirror/view";

export interface LineTests {
  /** 1-based. */
  line: number;
  /** The names of the tests that ran it. */
  tests: readonly string[];
  /** The chosen test ran it. */
  lit: boolean;
}

const MAX_NAMES = 12;

class TestMark extends GutterMarker {
  private readonly tests: readonly string[];

  constructor(tests: readonly string[]) {
    super();
    this.tests = tests;
  }

  override eq(other: TestMark): boolean {
    return this.tests.join() === other.tests.join();
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    const { length } = this.tests;
    element.className = length > 0 ? "cm-tests" : "cm-tests none";
    element.textContent = length > 0 ? String(length) : "";
    const names = this.tests.slice(0, MAX_NAMES).join("\n");
    element.title =
      length === 0
        ? "No test runs this line"
        : names + (length > MAX_NAMES ? `\nand ${length - MAX_NAMES} more` : "");
    return element;
  }
}

export const setTests = StateEffect.define<readonly LineTests[]>();

const marks = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(set, change) {
    let next = set.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setTests)) continue;
      const { doc } = change.state;
      next = RangeSet.of(
        effect.value
          .filter(({ line }) => line >= 1 && line <= doc.lines)
          .map(({ line, tests }) => new TestMark(tests).range(doc.line(line).from)),
        true,
      );
    }
    return next;
  },
});

const lit = StateField.define({
  create: () => Decoration.none,
  update(set, change) {
    let next = set.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setTests)) continue;
      const { doc } = change.state;
      const lines = effect.value.filter((each) => each.lit && each.line >= 1 && each.line <= doc.lines);
      next = Decoration.set(
        lines.map(({ line }) => Decoration.line({ class: "cm-testLine" }).range(doc.line(line).from)),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const theme = EditorView.baseTheme({
  ".cm-testGutter": { minWidth: "1.9em" },
  ".cm-tests": {
    display: "inline-block",
    minWidth: "1.5em",
    padding: "0 .25em",
    boxSizing: "border-box",
    borderRadius: "4px",
    background: "color-mix(in srgb, var(--good) 15%, transparent)",
    color: "var(--good)",
    textAlign: "center",
    fontSize: ".78em",
  },
  ".cm-tests.none": {
    minWidth: ".7em",
    width: ".7em",
    height: ".7em",
    padding: "0",
    marginInlineStart: ".55em",
    border: "1.5px solid var(--muted)",
    borderRadius: "50%",
    background: "none",
  },
  ".cm-testLine": { background: "color-mix(in srgb, var(--good) 15%, transparent)" },
});

export const testGutter: Extension = [
  marks,
  lit,
  gutter({ class: "cm-testGutter", markers: (view) => view.state.field(marks) }),
  theme,
];
