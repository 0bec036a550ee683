/** Texts over a picture: the path to the focus, whose calls can be focused instead, and notes on what is not shown. */
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { formatCount } from "../../text.ts";
import { pathTo } from "../../trace/calls.ts";
import { callLabel } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import { focusOn } from "./keyboard.ts";

export function Trail({ run, focus, below = false }: { run: Trace; focus: number; below?: boolean }) {
  const path = pathTo(run, focus);
  const shown = path.length > 4 ? [path[0], -1, ...path.slice(-2)] : path;
  return (
    <nav class={below ? "picture-trail below" : "picture-trail"} aria-label="Focus">
      <ol>
        {shown.map((call, i) => (
          <li key={call}>
            {call < 0 ? (
              <span>…</span>
            ) : i === shown.length - 1 ? (
              <span aria-current="true">{callLabel(run, call, 20)}</span>
            ) : (
              <button type="button" onClick={() => focusOn(run, call)}>
                {callLabel(run, call, 20)}
              </button>
            )}
          </li>
        ))}
        <li>
          <button type="button" class="whole" onClick={() => focusOn(run, -1)}>
            Whole run
          </button>
        </li>
      </ol>
    </nav>
  );
}

/** Says what the picture leaves out, so that nothing is missing silently. */
export function Notes({
  run,
  tooSmall,
  children,
}: {
  run: Trace;
  tooSmall: ReadonlySignal<number>;
  children?: ComponentChildren;
}) {
  const dropped = run.recording.calls_seen - run.length;
  const notes = [
    run.length === 1 ? "One call, and none below it" : "",
    tooSmall.value > 0 ? `${formatCount(tooSmall.value, "call")} too small to draw: zoom in` : "",
    dropped > 0 ? `${formatCount(dropped, "call")} not recorded` : "",
  ].filter((note) => note !== "");
  if (notes.length === 0 && !children) return null;
  return (
    <div class="picture-note">
      {/* What can be pressed comes first: the end is cut where there is little room. */}
      {children} {notes.join(" · ")}
    </div>
  );
}
