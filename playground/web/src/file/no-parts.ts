/** Takes the place of ui/load-part.ts in a page of its own, which is one file: every part is there already. */
export class PartUnavailable extends Error {}

export const loadPart = <T>(load: () => Promise<T>): Promise<T> => load();
