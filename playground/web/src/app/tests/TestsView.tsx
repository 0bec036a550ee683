/**
 * The tab "Tests": the frame of its two parts. One writes tests of the run on the screen (WrittenTests.tsx); the other
 * runs the tests that the person has in files.
 */
import "../../styles/tests.css";
import { busy } from "../../session/run-program.ts";
import { shownTrace } from "../../state/view-state.ts";
import { TestRuns } from "../test-runs/TestRuns.tsx";
import { WrittenTests } from "./WrittenTests.tsx";

export function TestsView() {
  return (
    <div class="tests-view">
      <TestRuns />
      {shownTrace.value && shownTrace.value.length > 0 ? (
        <WrittenTests />
      ) : (
        <p class="tests-none muted">
          {busy.value
            ? "The program is running."
            : "Tests can be written of a run, once it has calls: press Run."}
        </p>
      )}
    </div>
  );
}
