/** Tests written of the run on the screen: before, while and after they are made. */
import type { Trace } from "../../trace/trace.ts";

export function WrittenTests({ trace }: { trace: Trace }) {
  return (
    <section class="written-tests" aria-label="Tests from this run">
      <h2>Tests from this run</h2>
      <p>
        The run holds what each of its {trace.length} calls was given and what it returned: from that, tests
        can be written that hold on to what the program does today.
      </p>
    </section>
  );
}
