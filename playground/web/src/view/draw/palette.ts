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
  dimNode: string[];
  dimEdge: string[];
  /** Bars, and the colour of the text on them; pale ones for bars that are dimmed. */
  bar: string[];
  ink: string[];
  paleBar: string[];
  paleInk: string;
}

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
  const shaded = (share: number) => node.map((mark) => mix(mark, paper, share));
  const bar = shaded(dark ? 0.47 : 0.53);
  return {
    node,
    edge: shaded(0.46),
    dimNode: shaded(0.26),
    dimEdge: shaded(0.12),
    bar,
    ink: bar.map((fill) => (contrast(fill, ink) >= contrast(fill, paper) ? ink : paper)),
    paleBar: shaded(0.16),
    paleInk: mix(ink, paper, 0.42),
  };
}
