/** The colours of one run's functions as one theme draws them, and the size of words in pictures. */
import type { Trace } from "../trace/trace.ts";
import { EXCEPTION, functionColors, mix } from "./color.ts";
import type { Theme } from "./theme.ts";

/** px. */
export const LABEL_SIZE = 11.5;
/** Width of a character of the code face, as a share of its size. */
export const CHARACTER = 0.6;

/** Each list: by function, then one more for calls that an exception left. */
export interface Palette {
  node: string[];
  edge: string[];
  dimNode: string[];
  dimEdge: string[];
}

export function palette(trace: Trace, theme: Theme): Palette {
  const marks = functionColors(trace).map(({ mark }) => (theme.dark ? mark.dark : mark.light));
  // The last entry is for calls that an exception left.
  marks.push(theme.dark ? EXCEPTION.mark.dark : EXCEPTION.mark.light);
  const shaded = (share: number) => marks.map((mark) => mix(mark, theme.paper, share));
  return { node: marks, edge: shaded(0.46), dimNode: shaded(0.26), dimEdge: shaded(0.12) };
}
