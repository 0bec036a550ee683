/** What a browser throws that has no room left; Firefox calls it NS_ERROR_DOM_QUOTA_REACHED in older versions. */
export const isFull = (error: unknown) => /quota/i.test((error as Error | null)?.name ?? "");
