/**
 * Opens a place of the source in the person's own editor, where the page is shown by `calltrace view`, whose files are on this
 * machine; null anywhere else.
 */
import { signal } from "@preact/signals";

export const openInEditor = signal<((file: string, line: number) => void) | null>(null);
