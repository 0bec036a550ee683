/** The menu "Export". */
import { DownIcon, ExportIcon } from "./icons.tsx";
import { type Entry, Menu } from "./Menu.tsx";
import { printPicture, saveAs, savePicture, saveTrace, saveTracePacked } from "./save.ts";
import { trace, view } from "./state.ts";

const RUN: readonly Entry[] = [
  { name: "Trace (JSON)", hint: "Everything recorded; Open trace shows it again", act: saveTrace },
  {
    name: "Trace (JSON, gzip)",
    hint: "The same, about a tenth of the size",
    act: () => void saveTracePacked(),
  },
  {
    group: "For other tools",
    name: "Trace Event",
    hint: "With values; for Perfetto, chrome://tracing, VizTracer",
    act: () => void saveAs("chrome"),
  },
  { name: "speedscope", hint: "Names and times, without values", act: () => void saveAs("speedscope") },
  {
    name: "Collapsed stacks",
    hint: "For flame graphs: each stack with its own time in µs",
    act: () => void saveAs("collapsed"),
  },
  { name: "Kolo (JSON)", hint: "Calls and returns with their locals", act: () => void saveAs("kolo") },
  {
    name: "Functions (CSV)",
    hint: "A table with the columns of pstats, a row for each function",
    act: () => void saveAs("pstats"),
  },
];

const PICTURE: readonly Entry[] = [
  {
    group: "The picture, as it is now",
    name: "Picture (SVG)",
    hint: "With title and legend, on white",
    act: () => void savePicture("svg"),
  },
  { name: "Picture (PNG)", hint: "With title and legend, on white", act: () => void savePicture("png") },
  { name: "Print…", hint: "The picture alone, with title and legend", act: () => void printPicture() },
];

export function ExportMenu() {
  const drawn = view.value === "tree" || view.value === "timeline";
  const entries = drawn ? [...RUN, ...PICTURE] : RUN;
  return (
    <Menu label="Export" title="Save the run to a file" disabled={trace.value === null} entries={entries}>
      <ExportIcon />
      <span class="label">Export</span>
      <DownIcon />
    </Menu>
  );
}
