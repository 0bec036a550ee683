import { afterEach, describe, expect, test, vi } from "vitest";
import { Inbox } from "./inbox.ts";
import type { FromWorker } from "./messages.ts";
import { validatorReady } from "./validate-lazy.ts";

await validatorReady();

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** An inbox whose messages take so many ms each to look at. */
function inbox(cost: number): { inbox: Inbox; heard: string[]; refused: string[] } {
  vi.useFakeTimers();
  const heard: string[] = [];
  const refused: string[] = [];
  let spent = 0;
  vi.spyOn(performance, "now").mockImplementation(() => Date.now() + spent);
  const box = new Inbox({
    hear(message: FromWorker) {
      spent += cost;
      heard.push(message.type === "notice" ? message.message : message.type);
    },
    refuse: (message) => refused.push(message),
  });
  return { inbox: box, heard, refused };
}

const notice = (message: string) => ({ type: "notice", run: 1, message });

describe("an inbox", () => {
  test("hears at once what comes now and then, and passes over what is no message", () => {
    const { inbox: box, heard } = inbox(0);
    box.take(notice("a"));
    box.take("nonsense");
    box.take(new Map());
    box.take(notice("b"));
    expect(heard).toEqual(["a", "b"]);
  });

  test("refuses, in a sentence, what is too large, and hears nothing more", () => {
    const { inbox: box, heard, refused } = inbox(0);
    box.take({ type: "written", run: 1, files: new Array(100_000).fill({}) });
    box.take(notice("late"));
    expect(heard).toEqual([]);
    expect(refused).toEqual([expect.stringContaining("too many parts")]);
  });

  test("closed, hears nothing", () => {
    const { inbox: box, heard } = inbox(0);
    box.close();
    box.take(notice("a"));
    expect(heard).toEqual([]);
  });
});

describe("more than the page can look at", () => {
  test("waits, in its order, and is heard later", () => {
    const { inbox: box, heard } = inbox(10);
    const all = Array.from({ length: 20 }, (_, n) => `${n}`);
    for (const text of all) box.take(notice(text));
    expect(heard.length).toBeLessThan(20);
    vi.advanceTimersByTime(60_000);
    expect(heard).toEqual(all);
  });

  test("is heard before its worker ends, as far as there is time", () => {
    const { inbox: box, heard } = inbox(10);
    for (let n = 0; n < 10; n++) box.take(notice(`${n}`));
    const before = heard.length;
    box.catchUp(100);
    expect(heard.length).toBeGreaterThan(before);
  });

  test("is refused where too much of it waits", () => {
    const { inbox: box, refused } = inbox(10);
    for (let n = 0; n < 20_000; n++) box.take(notice("x".repeat(400)));
    expect(refused).toEqual([expect.stringContaining("too many")]);
  });
});
