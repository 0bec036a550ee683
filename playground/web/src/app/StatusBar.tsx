/**
 * The bottom of the page: one sentence about the current or the last run. Where one part of the page is shown at a
 * time, there are the buttons for the parts as well, and a call that was tapped is described in place of the run.
 */

import { liveFollows, liveNote, liveOn, shownByLive } from "../session/live-state.ts";
import { busy, runtimeNote, status } from "../session/run-program.ts";
import { remarksOf } from "../session/sentences.ts";
import {
  type PanelName,
  panel,
  recordedTrace,
  selected,
  shownTrace,
  stepIndex,
} from "../state/view-state.ts";
import { formatCount, shorten } from "../text.ts";
import { CodeIcon, DetailsIcon, GalleryIcon, OutputIcon } from "../ui/icons.tsx";
import { Lazy } from "../ui/Lazy.tsx";
import { toast } from "../ui/notices.ts";
import { room } from "../ui/room.ts";

/** Nobody sees more than a line can show, and names in the sentence may be of any length: longer texts are cut. */
const MAX_STATUS_CHARACTERS = 1_000;

export function StatusBar() {
  const { tone, text, remarks, progress } = status.value;
  const fullText = shorten(text + remarks, MAX_STATUS_CHARACTERS);
  const shownText = toast.value || shorten(text, MAX_STATUS_CHARACTERS);
  const trace = shownTrace.value;
  const quiet = liveFollows.value && (shownByLive.value || liveNote.value !== "");
  const call = selected.value;
  const wasTapped = room.value !== "panes" && panel.value === "picture" && trace !== null && call >= 0;
  return (
    <footer class="status-bar">
      {wasTapped && stepIndex.value < 0 && !busy.value && !toast.value && (
        <Lazy load={async () => (await import("./TappedCall.tsx")).TappedCall} props={{ trace, call }} />
      )}
      <p class={`status ${tone}`} role="status" aria-live={quiet ? "off" : undefined}>
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
      {liveOn.value && <Lazy load={async () => (await import("./Live.tsx")).Live} />}
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
