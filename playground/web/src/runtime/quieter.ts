/**
 * The worker's console and its requests, as a program has them. Every line on the console and every request that the
 * policy refuses is also said in the page's own thread, so that a loop of them would freeze the page. Both are as they
 * were for a program that means no harm: it does not write two hundred lines a moment to the browser's console, and its
 * requests wait for each other instead of being refused.
 */
import {
  Allowance,
  MAX_CONSOLE_BURST,
  MAX_CONSOLE_PER_SECOND,
  MAX_CONSOLE_TEXT,
  MAX_REQUESTS,
  MAX_WAITING_REQUESTS,
} from "./limits.ts";

const NAMES = [
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

/** The same console without what would not fit; what it leaves out nobody could have read. */
export function quieterConsole(console: Console): Partial<Console> {
  const now = performance.now.bind(performance);
  const allowance = new Allowance(MAX_CONSOLE_BURST, MAX_CONSOLE_PER_SECOND, now);
  const quieter: Partial<Console> = {};
  for (const name of NAMES) {
    const say = console[name].bind(console) as (text?: unknown) => void;
    quieter[name] = (...given: unknown[]) => {
      if (!allowance.take(1)) return;
      let text = "";
      for (let i = 0; i < given.length && text.length < MAX_CONSOLE_TEXT; i++)
        text += `${i > 0 ? " " : ""}${worded(given[i])}`;
      say(text.slice(0, MAX_CONSOLE_TEXT));
    };
  }
  return quieter;
}

function worded(value: unknown): string {
  if (value instanceof Error) return `${value.stack}`;
  return typeof value === "object" || typeof value === "function" ? `[${typeof value}]` : String(value);
}

/** A `fetch` of which only so many are on their way at once; the others wait for their turn. */
export function fetchInTurn(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const waiting: (() => void)[] = [];
  let running = 0;
  const next = () => {
    running--;
    waiting.shift()?.();
  };
  return async (input, init) => {
    if (running >= MAX_REQUESTS) {
      if (waiting.length >= MAX_WAITING_REQUESTS)
        throw new TypeError(`More than ${MAX_WAITING_REQUESTS} requests wait already.`);
      await new Promise<void>((go) => waiting.push(go));
    }
    running++;
    try {
      return await fetch(input, init);
    } finally {
      next();
    }
  };
}
