/**
 * Run and Stop, which are one button that changes: where one of them is seen, the other takes no room. Both keep their
 * names for whoever finds them by name: Stop is disabled while nothing runs, and Run starts the program as it is now.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { liveFollows } from "../session/live-state.ts";
import { busy, runProgram, stale, stopProgram } from "../session/run-program.ts";
import { shownTrace } from "../state/view-state.ts";
import { RunIcon, StopIcon } from "../ui/icons.tsx";

export function RunButton({ title }: { title: string }) {
  const running = busy.value;
  const showsSomethingNew = !running && (shownTrace.value === null || (stale.value && !liveFollows.value));
  const stop = useRef<HTMLButtonElement>(null);
  const run = useRef<HTMLButtonElement>(null);
  // The focus stays on the button that a person sees.
  useLayoutEffect(() => {
    const [gone, seen] = running ? [run, stop] : [stop, run];
    if (document.activeElement === gone.current) seen.current?.focus();
  }, [running]);
  return (
    <div class={running ? "run-and-stop running" : "run-and-stop"}>
      <button
        type="button"
        class="button stop"
        ref={stop}
        disabled={!running}
        onKeyDown={ignoreHeldKey}
        onClick={(event) => isFirstPress(event) && stopProgram()}
        aria-label="Stop"
        title="Stop the program"
      >
        <StopIcon />
        <span>Stop</span>
      </button>
      <button
        type="button"
        class={showsSomethingNew ? "button primary wanted" : "button primary"}
        ref={run}
        tabIndex={running ? -1 : 0}
        onKeyDown={ignoreHeldKey}
        onClick={(event) => isFirstPress(event) && void runProgram()}
        aria-label="Run"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        title={title}
      >
        <RunIcon />
        <span>Run</span>
      </button>
    </div>
  );
}

/** The second press of a double click falls on the other button, which nobody meant. */
const isFirstPress = (event: MouseEvent): boolean => event.detail < 2;

/** A key that is held would press the one, then the other, and so on. */
function ignoreHeldKey(event: KeyboardEvent): void {
  if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
}
