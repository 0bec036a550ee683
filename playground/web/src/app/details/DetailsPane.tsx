/** The pane that tells about the selected call or, without one, what the run was and how to look around in it. */
import { useEffect } from "preact/hooks";
import { displayedCall, displayedTrace } from "../../state/stepping.ts";
import { Lazy } from "../../ui/Lazy.tsx";
import { Summary } from "./Summary.tsx";

const loadDetails = () => import("./Details.tsx");

export function DetailsPane() {
  const trace = displayedTrace.value;
  const call = displayedCall.value;
  const chosen = trace !== null && call >= 0 && call < trace.length;
  useEffect(loadOnFirstMove, []);
  return (
    <section class="pane details" aria-label="Details" data-panel="details">
      <div class="details-scroll">
        {chosen ? (
          <Lazy load={async () => (await loadDetails()).CallDetails} props={{ trace, call }} />
        ) : (
          <Summary />
        )}
      </div>
    </section>
  );
}

/** Whoever moves the pointer or presses a key will soon select a call. */
function loadOnFirstMove(): () => void {
  const controller = new AbortController();
  const load = () => {
    controller.abort();
    // Where it does not come now, it is loaded again when a call is selected, and then the person is told.
    loadDetails().catch(() => {});
  };
  for (const event of ["pointermove", "pointerdown", "keydown"])
    addEventListener(event, load, { passive: true, signal: controller.signal });
  return () => controller.abort();
}
