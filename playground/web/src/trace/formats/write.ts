/** What writes a run in the formats of exported.ts. Fetched by the page when one is chosen. */
import type { Trace } from "../trace.ts";
import { writeChrome } from "./chrome.ts";
import { writeCollapsed } from "./collapsed.ts";
import type { Format } from "./exported.ts";
import { writeKolo } from "./kolo.ts";
import { writePstats } from "./pstats.ts";
import { writeSpeedscope } from "./speedscope.ts";

/** Each gives the text of the file in pieces. */
export const WRITERS: Readonly<Record<Format, (trace: Trace) => string[]>> = {
  chrome: writeChrome,
  speedscope: writeSpeedscope,
  collapsed: writeCollapsed,
  kolo: writeKolo,
  pstats: writePstats,
};
