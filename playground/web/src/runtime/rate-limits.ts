/**
 * The worker's console and its network requests, as a program gets them. The browser also reports every console line
 * and every request that the policy refuses in the page's own thread, so that a loop of them would freeze the page. A
 * harmless program notices no difference: it does not write two hundred lines at once to the browser's console, and
 * its requests are queued, not refused.
 */
import {
  Allowance,
  MAX_CONSOLE_BURST,
  MAX_CONSOLE_PER_SECOND,
  MAX_CONSOLE_TEXT,
  MAX_REQUESTS,
  MAX_WAITING_REQUESTS,
} from "./limits.ts";

const METHODS = [
  "debug",
  "log",
  "info",
  "warn",
  "error",
  "trace",
  "dir",
  "table",
  "group",
  "groupEnd",
] as const;

/** The same console without the lines that exceed the rate limit; nobody could have read these. */
export function rateLimitedConsole(console: Console): Partial<Console> {
  const now = performance.now.bind(performance);
  const allowance = new Allowance(MAX_CONSOLE_BURST, MAX_CONSOLE_PER_SECOND, now);
  const limited: Partial<Console> = {};
  for (const name of METHODS) {
    const write = console[name].bind(console) as (text?: unknown) => void;
    limited[name] = (...values: unknown[]) => {
      if (!allowance.take(1)) return;
      let text = "";
      for (let i = 0; i < values.length && text.length < MAX_CONSOLE_TEXT; i++)
        text += `${i > 0 ? " " : ""}${toText(values[i])}`;
      write(text.slice(0, MAX_CONSOLE_TEXT));
    };
  }
  return limited;
}

function toText(value: unknown): string {
  if (value instanceof Error) return `${value.stack}`;
  return typeof value === "object" || typeof value === "function" ? `[${typeof value}]` : String(value);
}

/** A `fetch` with a limit on open requests; the others wait for their turn. */
export function fetchInTurn(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const waiting: (() => void)[] = [];
  let open = 0;
  const release = () => {
    open--;
    waiting.shift()?.();
  };
  return async (input, init) => {
    if (open >= MAX_REQUESTS) {
      if (waiting.length >= MAX_WAITING_REQUESTS)
        throw new TypeError(`More than ${MAX_WAITING_REQUESTS} requests wait already.`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    open++;
    try {
      return await fetch(input, init);
    } finally {
      release();
    }
  };
}
