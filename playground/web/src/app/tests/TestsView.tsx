/**
 * The tab "Tests": the frame of its two parts. One writes tests of the run on the screen (WrittenTests.tsx); the other
 * runs the tests that the person has in files.
 */
import "../../styles/tests.css";
import { TestRuns } from "../test-runs/TestRuns.tsx";
import { WrittenTests } from "./WrittenTests.tsx";

export function TestsView() {
  return (
    <div class="tests-view">
      <TestRuns />
      <WrittenTests />
    </div>
  );
}
