/**
 * The worker's side of tests from a run: it hands requests of the page to calltrace_tests.page, in Python. One worker
 * writes the tests, and runs nothing of the program; the others run jobs.
 */
import type { PyCallable, PyProxy } from "pyodide/ffi";
import type { ToWorker } from "./messages.ts";
import type { Python } from "./python.ts";

/** Where the program's files lie while a job runs. */
const FOLDER = "/tests-from-a-run";

interface Writing extends PyProxy {
  step(told: string | undefined): string;
  add(call: string): string;
}

let writing: Writing | null = null;

export async function answer(
  python: Python,
  request: ToWorker & { type: "tests" },
  tell: (text: string, last: boolean) => void,
): Promise<void> {
  const { pyodide } = python;
  switch (request.ask) {
    case "prepare":
      python.addToRecorder(request.archive);
      await python.loadPackages(request.source);
      break;
    case "begin":
      writing = (pyodide.runPython("from calltrace_tests.page import Writing; Writing") as PyCallable)(
        request.trace,
        request.options,
      ) as Writing;
      break;
    case "step":
      tell(writing!.step(request.told ?? undefined), true);
      return;
    case "add":
      tell(writing!.add(request.call), true);
      return;
    case "affected": {
      const affected = pyodide.runPython("from calltrace_map.page import affected; affected") as PyCallable;
      tell(affected(request.map, request.files) as string, true);
      return;
    }
    case "job": {
      const { job, begin } = request;
      const locals = pyodide.toPy({ job, begin, folder: FOLDER });
      locals.set("tell", (text: string) => tell(text, false));
      locals.set("protect_stack", python.protectStack);
      // Only code entered by runPythonAsync may wait (JSPI), as asyncio.run does.
      await pyodide.runPythonAsync(
        "from calltrace_tests.page import serve\nprotect_stack()\nserve(job, folder, begin, tell)",
        { globals: locals },
      );
    }
  }
  tell("{}", true);
}
