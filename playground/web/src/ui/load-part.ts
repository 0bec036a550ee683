/**
 * Loads code that the page needs only later. Where it does not come, a sentence says why and what to do: a tab may be
 * older than the site, whose old files are gone; a damaged file may be kept by the browser; or there is no connection.
 */
import { notify } from "./notices.ts";

/** The code did not come, and the user has been told. */
export class PartUnavailable extends Error {}

const NEWER = "A newer version of this page is here: reload it. What you typed is kept.";
const UNREACHABLE = "A part of this page could not be loaded: check the connection, then try again.";

/**
 * The module that `load` imports. @throws PartUnavailable after a notice has said so, with a button that calls `retry`.
 */
export async function loadPart<T>(load: () => Promise<T>, retry?: () => void): Promise<T> {
  const began = performance.now();
  try {
    return await load();
  } catch (error) {
    await fetchAnew(error, began);
    try {
      return await load();
    } catch {
      if (!(await offerNewerVersion()))
        notify(UNREACHABLE, "error", retry && { name: "Try again", act: retry });
      throw new PartUnavailable(UNREACHABLE);
    }
  }
}

/** Replaces what the browser's cache may hold of the scripts and styles that were asked for since `began`. */
async function fetchAnew(error: unknown, began: number): Promise<void> {
  const named = /https?:\/\/\S+\.(?:js|css)/.exec(String(error)) ?? [];
  await replaceAllCached([...askedFor(/\/assets\/[^/]+\.(?:js|css)$/, began), ...named]);
}

/**
 * The same for the scripts of workers, which do not say what became of them, by the beginnings of their names. null where
 * none was asked for.
 */
export function fetchScriptsAnew(...names: string[]): Promise<unknown> | null {
  const addresses = names.flatMap((name) => askedFor(new RegExp(`/assets/${name}-[^/]+$`)));
  return addresses.length === 0 ? null : replaceAllCached(addresses);
}

/** The addresses of this form that the page has asked for since a time (ms). */
function askedFor(form: RegExp, since = 0): string[] {
  return performance
    .getEntriesByType("resource")
    .filter(({ name, startTime }) => startTime >= since && form.test(name))
    .map(({ name }) => name);
}

function replaceAllCached(addresses: readonly string[]): Promise<unknown> {
  return Promise.all([...new Set(addresses)].map(replaceCached));
}

async function replaceCached(address: string): Promise<void> {
  try {
    await (await fetch(address, { cache: "reload" })).arrayBuffer();
  } catch {
    // It stays what it is; the sentence about it says what to do.
  }
}

/** Offers to reload where the site has another version than this tab; returns whether it has. */
export async function offerNewerVersion(): Promise<boolean> {
  if (!(await isOutdated())) return false;
  notify(NEWER, "info", { name: "Reload", stays: true, act: () => location.reload() });
  return true;
}

async function isOutdated(): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (!script) return false;
  try {
    const response = await fetch(location.pathname, { cache: "no-store" });
    const page = await response.text();
    return response.ok && page.includes('id="app"') && !page.includes(new URL(script.src).pathname);
  } catch {
    return false;
  }
}
