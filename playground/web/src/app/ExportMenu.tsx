/** The menu "Export". */
import { DownIcon, ExportIcon } from "./icons.tsx";
import { Menu } from "./Menu.tsx";
import { saveTrace } from "./session.ts";
import { trace } from "./state.ts";

const ENTRIES = [
  { name: "Trace (JSON)", hint: "Everything recorded; Open trace shows it again", act: saveTrace },
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
