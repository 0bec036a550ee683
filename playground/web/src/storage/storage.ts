/**
 * What the page remembers between visits. Where the browser refuses storage, or has no room left, everything works, for
 * this visit only, and the page says so once (`refused`).
 */
import { signal } from "@preact/signals";
import { isFull } from "./quota.ts";

const PREFIX = "playground.1.";

/** Set from the first time that the browser did not keep something: it does not let the page, or it has no room. */
export const refused = signal<"" | "denied" | "full">("");

export function refuse(error: unknown): void {
  refused.value = isFull(error) ? "full" : "denied";
}

const kept = new Map<string, string>();

/** In somebody else's page (embed.html) nothing is kept: it is not the person's own place. */
export const lasting = () => globalThis.document?.documentElement.dataset.embedded === undefined;

export function read(key: string): string | null {
  try {
    if (!lasting()) return kept.get(key) ?? null;
    return kept.get(key) ?? localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Keeps `value` under `key`; null forgets it. */
export function write(key: string, value: string | null): void {
  if (!lasting()) {
    if (value === null) kept.delete(key);
    else kept.set(key, value);
    return;
  }
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
    kept.delete(key);
  } catch (error) {
    refuse(error);
    if (value === null) kept.delete(key);
    else kept.set(key, value);
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
