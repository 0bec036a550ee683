/** Whether the browser threw this error because the quota is exceeded; older Firefox: NS_ERROR_DOM_QUOTA_REACHED. */
export const isQuotaError = (error: unknown) => /quota/i.test((error as Error | null)?.name ?? "");
