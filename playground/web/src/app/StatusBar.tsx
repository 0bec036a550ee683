/**
 * The bottom of the page: one sentence about the current or the last run, and on phones the buttons for the panes.
 */

import { busy, runtimeNote, status } from "../session/run-program.ts";
import { remarksOf } from "../session/sentences.ts";
import { type PanelName, panel, recordedTrace, selected, shownTrace } from "../state/view-state.ts";
import { formatCount, shorten } from "../text.ts";
import { CodeIcon, DetailsIcon, GalleryIcon, OutputIcon } from "../ui/icons.tsx";
import { toast } from "../ui/notices.ts";

/** Nobody sees more than a line can show, and names in the sentence may be of any length: longer texts are cut. */
const MAX_STATUS_CHARACTERS = 1_000;

export function StatusBar() {
  const { tone, text, remarks, progress } = status.value;
  const fullText = shorten(text + remarks, MAX_STATUS_CHARACTERS);
  const shownText = toast.value || shorten(text, MAX_STATUS_CHARACTERS);
  return (
    <footer class="status-bar">
      <p class={`status ${tone}`} role="status">
        <span class="status-dot" aria-hidden="true" />
        <span class="status-text" title={fullText}>
          <span class="status-said">{shownText}</span>
          {!toast.value && remarks && (
            <span class="status-remarks">{remarks.slice(0, MAX_STATUS_CHARACTERS)}</span>
          )}
          {!toast.value && progress && (
            <span class="progress" aria-hidden="true">
              {" "}
              {progress}
            </span>
          )}
        </span>
      </p>
      <Remarks />
      <span class="engine">{runtimeNote.value}</span>
    </footer>
  );
}

/** Leads to the remarks in Details: where the line is too short, the sentence is shown without them. */
function Remarks() {
  const run = recordedTrace.value;
  const count = run && !busy.value ? remarksOf(run).length : 0;
  if (count === 0) return null;
  return (
    <button
      type="button"
      class="text-button"
      onClick={() => {
        selected.value = -1;
        panel.value = "details";
      }}
    >
      {formatCount(count, "remark")}
    </button>
  );
}

const PANELS: { name: PanelName; label: string; icon: () => preact.JSX.Element }[] = [
  { name: "code", label: "Code", icon: CodeIcon },
  { name: "picture", label: "Picture", icon: GalleryIcon },
  { name: "details", label: "Details", icon: DetailsIcon },
  { name: "output", label: "Output", icon: OutputIcon },
];

export function PanelBar() {
  const chosen = selected.value >= 0 && shownTrace.value !== null;
  return (
    <nav class="panel-bar" aria-label="Parts of the page">
      {PANELS.map(({ name, label, icon: Icon }) => (
        <button
          key={name}
          type="button"
          aria-pressed={panel.value === name}
          onClick={() => {
            panel.value = name;
          }}
        >
          <Icon />
          <span>{label}</span>
          {name === "details" && chosen && panel.value !== "details" && (
            <span class="dot" aria-hidden="true" />
          )}
        </button>
      ))}
    </nav>
  );
}
