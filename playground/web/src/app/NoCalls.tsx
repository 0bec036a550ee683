/** What stands in place of the picture of a run without calls. */
import { CANNOT_BE_COMPILED } from "../session/sentences.ts";
import { keepFirstFilters } from "../state/filters.ts";
import type { Trace } from "../trace/trace.ts";
import { Empty } from "./Empty.tsx";

/** For a run with calls of which the filters leave none, as may happen after the program was edited and run again. */
export function NothingLeft() {
  return (
    <Empty title="Nothing of this run is left to show">
      <button type="button" class="text-button" onClick={() => keepFirstFilters(0)}>
        Show the whole run
      </button>
    </Empty>
  );
}

export function NoCalls({ trace }: { trace: Trace }) {
  const { error, outcome, include } = trace.recording;
  if (error && CANNOT_BE_COMPILED.has(error.type)) {
    return (
      <Empty title="Python could not read this program" bad>
        Nothing ran.{" "}
        {error.line
          ? `The mistake is in line ${error.line} or just before it: the editor marks the place, and the output has Python's own words.`
          : "The output has Python's own words."}
      </Empty>
    );
  }
  if (error)
    return (
      <Empty title={error.type} bad>
        {error.message}
      </Empty>
    );
  return (
    <Empty title="No calls were recorded">
      {outcome === "stopped"
        ? "The program was stopped before its first call."
        : include.libraries
          ? "The program called only code that the choice of libraries leaves out."
          : "The program called only library code. Turn on Include library code to see it."}
    </Empty>
  );
}
