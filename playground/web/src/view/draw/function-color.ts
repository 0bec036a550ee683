/** A function's colour as CSS, for the dots beside its name: the colour that it has in pictures, in both schemes. */
import type { Trace } from "../../trace/trace.ts";
import { css, functionColors } from "./color.ts";

export function functionColor(trace: Trace, index: number): string {
  return css(functionColors(trace)[index].mark);
}
