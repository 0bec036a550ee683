/** The menu "Export". Writing the files is the business of export/save.ts. */

import { saving } from "../export/save-lazy.ts";
import { shownTrace, view } from "../state/view-state.ts";
import { VIEWS } from "../state/views.ts";
import { EXPORT_FORMATS, FORMATS } from "../trace/formats/exported.ts";
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
  ...FORMATS.map((format, i): MenuEntry => {
    const { label, hint } = EXPORT_FORMATS[format];
    const act = () => void saving((save) => save.saveAs(format));
    return { name: label, hint, act, ...(i === 0 && { group: "For other tools" }) };
  }),
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
  const entries = VIEWS[view.value].isPicture ? [...RUN, ...PICTURE] : RUN;
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
