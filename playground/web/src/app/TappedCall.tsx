/**
 * The call that was tapped, in two lines at the foot of the page: "fibonacci(4) → 3", and below it what it called and
 * the way to its details.
 */
import { panel } from "../state/view-state.ts";
import { formatCount } from "../text.ts";
import { descendantCount, RAISED } from "../trace/calls.ts";
import { callLabel, resultText } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import "../styles/tapped-call.css";

export function TappedCall({ trace, call }: { trace: Trace; call: number }) {
  const sign = trace.outcome[call] === RAISED ? "✕" : "→";
  const { kind } = trace.functions[trace.function[call]];
  const below = descendantCount(trace, call);
  return (
    <div class="tapped-call">
      <code>
        {callLabel(trace, call, 60)}
        {kind !== "module" && kind !== "class" && ` ${sign} ${resultText(trace, call, 60)}`}
      </code>
      <p>
        {below > 0 ? `${formatCount(below, "call")} below` : "no calls below"} ·{" "}
        <button
          type="button"
          onClick={() => {
            panel.value = "details";
          }}
        >
          Details
        </button>
      </p>
    </div>
  );
}
