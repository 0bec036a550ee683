/** The menu "Export". */
import { DownIcon, ExportIcon } from "./icons.tsx";
import { type Entry, Menu } from "./Menu.tsx";
import { saveAs, saveTrace, saveTracePacked } from "./save.ts";
import { trace } from "./state.ts";

const ENTRIES: readonly Entry[] = [
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

export function ExportMenu() {
  return (
    <Menu label="Export" title="Save the run to a file" disabled={trace.value === null} entries={ENTRIES}>
      <ExportIcon />
      <span class="label">Export</span>
      <DownIcon />
    </Menu>
  );
}
