/**
 * A call named in Details: pressing it selects the call, pointing at it marks it in the picture as hovered. And a
 * function named there: pressing it emphasizes all of its calls.
 */

import type { ComponentChildren } from "preact";
import { chosenFunction, hovered, selected } from "../../state/view-state.ts";
import { callLabel, functionLabel } from "../../trace/describe.ts";
import type { FunctionStats } from "../../trace/functions.ts";
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
      <FunctionDot trace={trace} index={trace.function[call]} />
      <code>{children ?? callLabel(trace, call)}</code>
    </button>
  );
}

export function FunctionLink({ trace, stats }: { trace: Trace; stats: FunctionStats }) {
  return (
    <button
      type="button"
      class="call-link"
      title="Make its calls stand out in every view"
      onClick={() => {
        chosenFunction.value = stats.function;
        selected.value = stats.first;
      }}
    >
      <FunctionDot trace={trace} index={stats.function} />
      <code>{functionLabel(trace.functions[stats.function])}</code>
    </button>
  );
}

function FunctionDot({ trace, index }: { trace: Trace; index: number }) {
  return <span class="function-dot" aria-hidden="true" style={{ background: functionColor(trace, index) }} />;
}
