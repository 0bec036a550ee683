/** The views of the run, one at a time, and what is shown instead where there is no run to see. */
import type { JSX } from "preact";
import { liveFollows, liveUnfinished } from "../session/live-state.ts";
import {
  busy,
  compareRuns,
  includeDiffers,
  pictureFrom,
  runProgram,
  showsRunBefore,
  stale,
} from "../session/run-program.ts";
import { isLoneDot } from "../session/sentences.ts";
import { loadingRecordedRun } from "../session/session.ts";
import { keptRuns } from "../state/kept-runs.ts";
import { beginStepping, leaveStepping } from "../state/stepping.ts";
import { recordedTrace, shownTrace as shown, stepIndex, transforms, view } from "../state/view-state.ts";
import { VIEW_NAMES, VIEWS, type ViewName } from "../state/views.ts";
import type { Trace } from "../trace/trace.ts";
import { CompareIcon, StepsIcon } from "../ui/icons.tsx";
import { Lazy } from "../ui/Lazy.tsx";
import { TreeView } from "../view/tree/TreeView.tsx";
import { Empty } from "./Empty.tsx";
import { LiveRegion } from "./LiveRegion.tsx";
import { PictureLegend } from "./PictureLegend.tsx";
import { Search } from "./Search.tsx";

/** The component of each view. Those that a person does not see first are loaded when they are needed. */
const COMPONENTS: Readonly<Record<ViewName, (props: { trace: Trace }) => JSX.Element>> = {
  tree: () => <TreeView />,
  timeline: () => (
    <Lazy load={async () => (await import("../view/timeline/TimelineView.tsx")).TimelineView} />
  ),
  outline: ({ trace }) => (
    <Lazy load={async () => (await import("./outline/Outline.tsx")).Outline} props={{ trace }} />
  ),
  functions: () => <Lazy load={async () => (await import("./functions/Functions.tsx")).FunctionsView} />,
  tests: Tests,
};

function Tests() {
  return <Lazy load={async () => (await import("./tests/TestsView.tsx")).TestsView} />;
}

export function Views() {
  const choose = (event: KeyboardEvent) => {
    const at = VIEW_NAMES.indexOf(view.value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: VIEW_NAMES.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const name = VIEW_NAMES[(to + VIEW_NAMES.length) % VIEW_NAMES.length];
    view.value = name;
    document.getElementById(`tab-${name}`)?.focus();
  };
  return (
    <section class="pane picture" data-panel="picture" aria-label="Picture">
      <div class="picture-bar">
        <div class="tabs" role="tablist" aria-label="View" onKeyDown={choose}>
          {VIEW_NAMES.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={view.value === name}
              aria-controls="view"
              tabIndex={view.value === name ? 0 : -1}
              onClick={() => {
                view.value = name;
              }}
            >
              {VIEWS[name].label}
            </button>
          ))}
        </div>
        <Hint />
        {(keptRuns.value.length > 1 || (pictureFrom.value === "file" && shown.value)) && (
          <button
            type="button"
            class="bar-button"
            aria-label="Compare runs"
            title="Compare two runs (Shift+C)"
            aria-haspopup="dialog"
            onClick={compareRuns}
          >
            <CompareIcon />
          </button>
        )}
        {shown.value !== null && shown.value.length > 0 && (
          <button
            type="button"
            class="bar-button named"
            aria-label="Step through the run"
            title="Step through the run (.), play it (>)"
            aria-pressed={stepIndex.value >= 0}
            onClick={() => (stepIndex.value >= 0 ? leaveStepping() : beginStepping())}
          >
            <StepsIcon />
            <span>Step through</span>
          </button>
        )}
        <Search />
        <LiveRegion />
      </div>
      {transforms.value.length > 0 && (
        <Lazy load={async () => (await import("./FilterTrail.tsx")).FilterTrail} />
      )}
      {busy.value && <div class="busy-line" aria-hidden="true" />}
      <div
        class={liveUnfinished.value ? "view unfinished" : "view"}
        role="tabpanel"
        id="view"
        aria-labelledby={`tab-${view.value}`}
      >
        <Shown />
      </div>
      {VIEWS[view.value].isPicture && shown.value !== null && shown.value.length > 1 && (
        <PictureLegend trace={shown.value} />
      )}
      {stepIndex.value >= 0 && <Lazy load={async () => (await import("./Steps.tsx")).Steps} />}
    </section>
  );
}

/** Says why the picture is not what Run would show now; pressing it runs the program. */
function Hint() {
  if (showsRunBefore.value) return <span class="hint before">The run before this one</span>;
  if (busy.value || shown.value === null) return null;
  const text = stale.value
    ? liveFollows.value
      ? ""
      : "Edited since this run"
    : includeDiffers.value && pictureFrom.value === "file"
      ? "Press Run to apply the choice of libraries"
      : "";
  return text ? (
    <button type="button" class="hint" onClick={() => void runProgram()} title="Run the program as it is now">
      {text}
    </button>
  ) : null;
}

function Shown() {
  const trace = shown.value;
  // A program's own tests can run before the program has.
  if (view.value === "tests") return <Tests />;
  // While a program runs, an earlier run without calls, such as one with a syntax error, is no longer shown.
  if (trace === null || (busy.value && recordedTrace.value?.length === 0)) return <NoTrace />;
  if (trace.length === 0 && recordedTrace.value && recordedTrace.value.length > 0)
    return <Lazy load={async () => (await import("./NoCalls.tsx")).NothingLeft} />;
  if (trace.length === 0)
    return <Lazy load={async () => (await import("./NoCalls.tsx")).NoCalls} props={{ trace }} />;
  // The other views show the body of the program itself, and a lone dot beside its events is something to see, too.
  if (view.value === "tree" && isLoneDot(trace))
    return (
      <Lazy
        load={async () => (await import("./details/NothingCalled.tsx")).NothingCalled}
        props={{ trace }}
      />
    );
  const View = COMPONENTS[view.value];
  return <View key={view.value} trace={trace} />;
}

function NoTrace() {
  if (loadingRecordedRun.value) return <Empty title="Fetching the recorded run…" growing />;
  if (busy.value)
    return (
      <Empty title="Running…" growing>
        Its calls appear while it runs, or when it ends.
      </Empty>
    );
  return (
    <Empty title="Press Run to see this program's calls">
      Run, or Ctrl+Enter in the editor, and every call that it makes grows into a tree here.
    </Empty>
  );
}
