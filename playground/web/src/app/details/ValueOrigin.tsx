/** Beside a value of the selected call: where it came from, and which other calls have it. */

import { searched } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { callLabel } from "../../trace/describe.ts";
import type { Way } from "../../trace/provenance.ts";
import { valueQuery } from "../../trace/search-query.ts";
import type { Trace } from "../../trace/trace.ts";
import { CallLink } from "./CallLink.tsx";

export function ValueWay({ trace, value, way }: { trace: Trace; value: number; way: Way }) {
  const query = valueQuery(trace.values.get(value)?.text ?? "");
  const on = searched.value === query;
  return (
    <>
      {way.calls > 1 && (
        <button
          type="button"
          class="value-calls"
          aria-pressed={on}
          aria-label={`${formatCount(way.calls, "call")} with this value`}
          title="Light the calls with this value"
          onClick={() => {
            searched.value = on ? "" : query;
          }}
        >
          × {formatCount(way.calls)}
        </button>
      )}
      {way.from >= 0 && (
        <p class="value-from">
          earlier returned by{" "}
          <CallLink trace={trace} call={way.from}>
            {callLabel(trace, way.from, 32)}
          </CallLink>
        </p>
      )}
    </>
  );
}
