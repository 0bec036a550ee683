/** The path to the focus over a picture; its calls can be focused instead. */
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
