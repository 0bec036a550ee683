/**
 * The state that the page passes to every picture: the run, and what in it is selected, hovered, focused, emphasized.
 */
import type { Trace } from "../../trace/trace.ts";
import type { Emphasis } from "../fold/emphasis.ts";

export interface PictureState {
  /** ms: when the page began to prepare this state, for measurements. */
  since: number;
  trace: Trace;
  selected: number;
  hovered: number;
  focused: number;
  emphasis: Emphasis | null;
  event: number;
  /** The step that a person has reached (steps.ts); -1: they do not step through the run. */
  step: number;
}
