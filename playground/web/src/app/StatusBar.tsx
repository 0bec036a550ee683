/** The foot of the page: one sentence about the last or the present run, and on phones the way between the panes. */

import { busy, runtimeNote, status } from "../session/run-program.ts";
import { remarksOf } from "../session/sentences.ts";
import { type PanelName, panel, recordedTrace, selected, shownTrace } from "../state/view-state.ts";
import { formatCount, shorten } from "../text.ts";
import { CodeIcon, DetailsIcon, GalleryIcon, OutputIcon } from "../ui/icons.tsx";
import { toast } from "../ui/notices.ts";

/** Characters: more than a line can show is laid out for nobody, and names in it may be of any length. */
const MAX_STATUS_CHARACTERS = 1_000;

export function StatusBar() {
  const { tone, text, remarks, progress } = status.value;
  const whole = shorten(text + remarks, MAX_STATUS_CHARACTERS);
  const said = toast.value || shorten(text, MAX_STATUS_CHARACTERS);
  return (
    <footer class="status-bar">
      <p class={`status ${tone}`} role="status">
        <span class="status-dot" aria-hidden="true" />
        <span class="status-text" title={whole}>
          <span class="status-said">{said}</span>
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

/** The sentence has them too, but is seen without them where the line is too short. */
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
