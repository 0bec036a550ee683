/**
 * What the page stores between visits. If the browser refuses storage, or has no space left, everything works for
 * this visit only, and the page says so once (`refused`).
 */
import { signal } from "@preact/signals";
import { isQuotaError } from "./quota.ts";

const PREFIX = "playground.1.";

/**
 * Why the browser did not store something: it does not allow the page to, or it has no space. "" as long as it does.
 */
export const refused = signal<"" | "denied" | "full">("");

export function reportRefusal(error: unknown): void {
  refused.value = isQuotaError(error) ? "full" : "denied";
}

const inMemory = new Map<string, string>();

/** In somebody else's page (embed.html) nothing is stored, since the user did not choose to be here. */
export const isPersistent = () => globalThis.document?.documentElement.dataset.embedded === undefined;

export function read(key: string): string | null {
  try {
    if (!isPersistent()) return inMemory.get(key) ?? null;
    return inMemory.get(key) ?? localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Stores `value` under `key`; null deletes it. */
export function write(key: string, value: string | null): void {
  if (!isPersistent()) {
    if (value === null) inMemory.delete(key);
    else inMemory.set(key, value);
    return;
  }
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
    inMemory.delete(key);
  } catch (error) {
    reportRefusal(error);
    if (value === null) inMemory.delete(key);
    else inMemory.set(key, value);
  }
}

export function readJson<T>(key: string, fallback: T, check: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(read(key) ?? "null");
    return check(value) ? value : fallback;
  } catch {
    return fallback;
  }
}
