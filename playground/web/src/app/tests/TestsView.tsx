/**
 * The tab "Tests": the frame of its two parts. One writes tests of the run on the screen (WrittenTests.tsx); the other
 * runs the tests that the person has in files.
 */
import "../../styles/tests.css";
import { WrittenTests } from "./WrittenTests.tsx";

export function TestsView() {
  return (
    <div class="tests-view">
      {/* The place of <TestRuns/>, app/test-runs: results of the person's own tests. */}
      <WrittenTests />
    </div>
  );
}
