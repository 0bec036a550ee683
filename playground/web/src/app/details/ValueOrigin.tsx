/** A note beside a value of the selected call: which call returned it earlier, and how many calls have it. */

import { searchText } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { callLabel } from "../../trace/describe.ts";
import { valueQuery } from "../../trace/matches.ts";
import type { ValueOrigin } from "../../trace/provenance.ts";
import type { Trace } from "../../trace/trace.ts";
import { CallLink } from "./CallLink.tsx";

export function ValueOriginNote({
  trace,
  value,
  origin,
}: {
  trace: Trace;
  value: number;
  origin: ValueOrigin;
}) {
  const query = valueQuery(trace.values.get(value)?.text ?? "");
  const on = searchText.value === query;
  return (
    <>
      {origin.calls > 1 && (
        <button
          type="button"
          class="value-calls"
          aria-pressed={on}
          aria-label={`${formatCount(origin.calls, "call")} with this value`}
          title="Make the calls with this value stand out in every view"
          onClick={() => {
            searchText.value = on ? "" : query;
          }}
        >
          × {formatCount(origin.calls)}
        </button>
      )}
      {origin.from >= 0 && (
        <p class="value-from">
          earlier returned by{" "}
          <CallLink trace={trace} call={origin.from}>
            {callLabel(trace, origin.from, 32)}
          </CallLink>
        </p>
      )}
    </>
  );
}
