/** What the page tells every picture: the run, and what in it is selected, pointed at, looked at alone or lit. */
import type { Trace } from "../../trace/trace.ts";
import type { Emphasis } from "../fold/emphasis.ts";

export interface PictureState {
  /** When the page began to work out what to show; ms, for those who measure. */
  since: number;
  trace: Trace;
  selected: number;
  hovered: number;
  focused: number;
  emphasis: Emphasis | null;
  event: number;
}
