/**
 * The formats of other tools that can be opened, by the names that people know them by. Reading them is fetched when a file
 * is opened (open.ts), so this stands alone.
 */

export const OPENED_FORMATS = [
  "Trace Event",
  "speedscope",
  "collapsed stacks",
  "Kolo",
  "Firefox Profiler",
  "OTLP",
  "pyinstrument",
  "cProfile",
] as const;

export type OpenedFormat = (typeof OPENED_FORMATS)[number];
