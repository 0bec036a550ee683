/**
 * The run in a web page that holds one (playground/py/calltrace/page.py writes such pages, and export/web-page.ts): the page
 * is searched as text, and nothing of it runs.
 */
import { fromBase64 } from "./base64.ts";

const BLOCK = /<script type="application\/octet-stream" data-run="[^"]*">([A-Za-z0-9+/=\s]*)<\/script>/g;

/** How a web page begins, in bytes. */
const BEGINNING = "<!doctype html";

export function isWebPage(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, BEGINNING.length)).toLowerCase() === BEGINNING;
}

/** The file in a web page, as gzip; null: there is none. @throws Error with one sentence. */
export function runInPage(page: Uint8Array): Uint8Array | null {
  // One letter for each byte: what stands around the blocks does not matter.
  const blocks = [...new TextDecoder("latin1").decode(page).matchAll(BLOCK)];
  if (blocks.length === 0) return null;
  try {
    const parts = blocks.map(([, text]) => fromBase64(text));
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  } catch {
    throw new Error("The run in this web page is damaged: copy or download it again.");
  }
}

/** Whether a file is a web page with a run, by its first bytes. */
export async function holdsRun(file: Blob): Promise<boolean> {
  return (await file.slice(0, 4096).text()).includes('<meta name="generator" content="calltrace"');
}
