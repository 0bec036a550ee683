/** What the menus have of tests: they are asked for here, and shown in the tab "Tests". */

import { panel, recordedTrace, view } from "../state/view-state.ts";
import { writtenTests } from "../state/written-tests.ts";
import { download } from "../ui/download.ts";
import { showToast } from "../ui/notices.ts";
import { testsHost } from "./run-program.ts";
import { writeTests } from "./write-tests.ts";

/** Writes tests of the run that is shown; `only`: of one function, by its qualified name. */
export function askForTests(only: string | null): void {
  const run = recordedTrace.peek();
  view.value = "tests";
  panel.value = "picture";
  if (run) void writeTests(testsHost, run, only);
}

/** Saves the tests of the run that is shown, or begins to write them. */
export function saveTests(): void {
  const written = writtenTests.peek();
  if (!written?.files.pytest) {
    if (!written) showToast("The tests are written first; then Save is beside them");
    askForTests(null);
    return;
  }
  download(new Blob([written.files.pytest], { type: "text/plain" }), written.name);
}
