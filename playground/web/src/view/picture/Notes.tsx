/** Notes over a picture on what is not shown. */
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { formatCount } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";

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
