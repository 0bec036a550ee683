/** The colours of a run's functions in a theme, and the size of text in pictures. */
import type { Trace } from "../../trace/trace.ts";
import { contrast, EXCEPTION, functionColors, mix } from "./color.ts";
import type { Theme } from "./theme.ts";

/** px. */
export const LABEL_SIZE = 11.5;
/** Width of a character of the code typeface, as a share of the font size. */
export const CHARACTER_WIDTH = 0.6;

/** Each list has one colour per function, and a last one for calls that raised. */
export interface Palette {
  node: string[];
  edge: string[];
  /** Bars, and the colour of the text on them. */
  bar: string[];
  ink: string[];
  /** The same dimmed: beside what is emphasized, and for what has not happened yet. Text on them keeps its contrast. */
  dimmed: Dimmed;
  faint: Dimmed;
}

type Dimmed = Pick<Palette, "node" | "edge" | "bar" | "ink">;

/** How much of its colour each keeps. */
const NODE = 1;
const EDGE = 0.46;
const barShare = (dark: boolean): number => (dark ? 0.47 : 0.53);
/** What is not emphasized keeps so much of that; what has not happened yet, so much. */
export const DIMMED = 0.55;
export const FAINT = 0.26;

const palettes = new WeakMap<Trace, Map<string, Palette>>();

/** Computed once per run and theme: a frame has no time to mix the colours of a thousand functions. */
export function palette(trace: Trace, theme: Theme): Palette {
  let known = palettes.get(trace);
  if (!known) {
    known = new Map();
    palettes.set(trace, known);
  }
  const key = `${theme.dark} ${theme.paper} ${theme.ink}`;
  let result = known.get(key);
  if (!result) {
    result = compute(trace, theme);
    known.set(key, result);
  }
  return result;
}

function compute(trace: Trace, theme: Theme): Palette {
  const { paper, ink, dark } = theme;
  const node = [...functionColors(trace), EXCEPTION].map(({ mark }) => (dark ? mark.dark : mark.light));
  const shaded = (share: number): Dimmed => {
    const mixed = (part: number) => node.map((mark) => mix(mark, paper, part * share));
    const bar = mixed(barShare(dark));
    return {
      node: mixed(NODE),
      edge: mixed(EDGE),
      bar,
      ink: bar.map((fill) => (contrast(fill, ink) >= contrast(fill, paper) ? ink : paper)),
    };
  };
  return { ...shaded(1), dimmed: shaded(DIMMED), faint: shaded(FAINT) };
}
