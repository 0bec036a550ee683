/** The menu "Export". Its entries come when it is first opened. */

import { useState } from "preact/hooks";
import { shownTrace } from "../state/view-state.ts";
import { DownIcon, ExportIcon } from "../ui/icons.tsx";
import { loadPart } from "../ui/load-part.ts";
import { Menu, type MenuEntry } from "../ui/Menu.tsx";

export function ExportMenu() {
  const [entriesOf, setEntriesOf] = useState<() => readonly MenuEntry[]>();
  const prepare = () =>
    void loadPart(() => import("./export-entries.ts"), prepare).then(
      ({ exportEntries }) => setEntriesOf(() => exportEntries),
      () => {},
    );
  return (
    <Menu
      label="Export"
      title="Save the run to a file"
      disabled={shownTrace.value === null}
      prepare={prepare}
      entries={entriesOf?.() ?? []}
    >
      <ExportIcon />
      <span class="label">Export</span>
      <DownIcon />
    </Menu>
  );
}
