/** The files that the last run wrote, until the next run: the user may save them. */
import { signal } from "@preact/signals";
import type { OutputFile } from "../runtime/messages.ts";

export const outputFiles = signal<readonly OutputFile[]>([]);
