/**
 * The formats in which a run can be saved besides the project's own (write-file.ts). The page fetches this on demand.
 */
import type { Trace } from "../trace.ts";
import { writeChrome } from "./chrome.ts";
import { writeCollapsed } from "./collapsed.ts";
import { writeKolo } from "./kolo.ts";
import { writePstats } from "./pstats.ts";
import { writeSpeedscope } from "./speedscope.ts";

export type Format = "chrome" | "speedscope" | "collapsed" | "kolo" | "pstats";

interface Exporter {
  /** The end of the file's name. */
  ending: string;
  type: string;
  /** The text in pieces. */
  write(trace: Trace): string[];
}

export const EXPORTERS: Readonly<Record<Format, Exporter>> = {
  chrome: { ending: ".trace-event.json", type: "application/json", write: writeChrome },
  speedscope: { ending: ".speedscope.json", type: "application/json", write: writeSpeedscope },
  collapsed: { ending: ".collapsed.txt", type: "text/plain", write: writeCollapsed },
  kolo: { ending: ".kolo.json", type: "application/json", write: writeKolo },
  pstats: { ending: ".functions.csv", type: "text/csv", write: writePstats },
};
