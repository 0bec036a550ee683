/** The menu "Export". */

import { saving } from "../export/save-lazy.ts";
import { shownTrace, view } from "../state/view-state.ts";
import { DownIcon, ExportIcon } from "../ui/icons.tsx";
import { Menu, type MenuEntry } from "../ui/Menu.tsx";

const RUN: readonly MenuEntry[] = [
  {
    name: "Trace (JSON)",
    hint: "Everything recorded; Open trace shows it again",
    act: () => void saving((save) => save.saveTrace()),
  },
  {
    name: "Trace (JSON, gzip)",
    hint: "The same, about a tenth of the size",
    act: () => void saving((save) => save.saveTracePacked()),
  },
  {
    group: "For other tools",
    name: "Trace Event",
    hint: "With values; for Perfetto, chrome://tracing, VizTracer",
    act: () => void saving((save) => save.saveAs("chrome")),
  },
  {
    name: "speedscope",
    hint: "Names and times, without values",
    act: () => void saving((save) => save.saveAs("speedscope")),
  },
  {
    name: "Collapsed stacks",
    hint: "For flame graphs: each stack with its own time in µs",
    act: () => void saving((save) => save.saveAs("collapsed")),
  },
  {
    name: "Kolo (JSON)",
    hint: "Calls and returns with their locals",
    act: () => void saving((save) => save.saveAs("kolo")),
  },
  {
    name: "Functions (CSV)",
    hint: "A table with the columns of pstats, a row for each function",
    act: () => void saving((save) => save.saveAs("pstats")),
  },
];

const PICTURE: readonly MenuEntry[] = [
  {
    group: "The picture, as it is now",
    name: "Picture (SVG)",
    hint: "With title and legend, on white",
    act: () => void saving((save) => save.savePicture("svg")),
  },
  {
    name: "Picture (PNG)",
    hint: "With title and legend, on white",
    act: () => void saving((save) => save.savePicture("png")),
  },
  {
    name: "Print…",
    hint: "The picture alone, with title and legend",
    act: () => void saving((save) => save.printPicture()),
  },
];

export function ExportMenu() {
  const drawn = view.value === "tree" || view.value === "timeline";
  const entries = drawn ? [...RUN, ...PICTURE] : RUN;
  return (
    <Menu
      label="Export"
      title="Save the run to a file"
      disabled={shownTrace.value === null}
      entries={entries}
    >
      <ExportIcon />
      <span class="label">Export</span>
      <DownIcon />
    </Menu>
  );
}
