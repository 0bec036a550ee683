/** The tests that were written of the run on the screen. Making them is session/write-tests.ts's business. */
import { signal } from "@preact/signals";

/** The text of the test file; null: none was written. */
export const writtenFile = signal<string | null>(null);
