/** A function's colour as CSS, for the dots beside its name: the same hue as in the pictures, light and dark. */
import type { Trace } from "../../trace/trace.ts";
import { css, functionColors } from "./color.ts";

export function functionColor(trace: Trace, index: number): string {
  return css(functionColors(trace)[index].mark);
}
