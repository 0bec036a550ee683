/** What the run of a program is called: as the program was when it ran, and not as it stands in the editor since. */
import type { Trace } from "../trace/trace.ts";
import { currentDocument, titleAs } from "./documents.ts";

/** "Fibonacci", or "Fibonacci, edited". The run is one of the program that is open. */
export function titleOfRun({ program }: Trace): string {
  const document = currentDocument.peek();
  const { example, original } = document;
  return titleAs(document, example ? program.example === example.name : program.source === original);
}
