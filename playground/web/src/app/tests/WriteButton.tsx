/** Begins to write tests of the run on the screen; `only`: of one function. */

import { askForTests } from "../../session/ask-tests.ts";
import { busy } from "../../session/run-program.ts";

export function WriteButton({ only, name }: { only: string | null; name: string }) {
  return (
    <button type="button" class="button" disabled={busy.value} onClick={() => askForTests(only)}>
      {name}
    </button>
  );
}
