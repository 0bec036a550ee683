/** A call named in Details: pressing it selects the call, pointing at it marks it in the picture as hovered. */

import type { ComponentChildren } from "preact";
import { hovered, selected } from "../../state/view-state.ts";
import { callLabel } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import { functionColor } from "../../view/draw/function-color.ts";

export function CallLink({
  trace,
  call,
  children,
}: {
  trace: Trace;
  call: number;
  children?: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class="call-link"
      onClick={() => {
        selected.value = call;
      }}
      onPointerEnter={() => {
        hovered.value = call;
      }}
      onPointerLeave={() => {
        hovered.value = -1;
      }}
    >
      <span
        class="function-dot"
        aria-hidden="true"
        style={{ background: functionColor(trace, trace.function[call]) }}
      />
      <code>{children ?? callLabel(trace, call)}</code>
    </button>
  );
}
