import { afterEach, describe, expect, test, vi } from "vitest";
import { Inbox } from "./inbox.ts";
import type { FromWorker } from "./messages.ts";
import { validatorReady } from "./validate-lazy.ts";

await validatorReady();

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** An inbox in which each message takes so many ms to process. */
function inbox(cost: number): { inbox: Inbox; delivered: string[]; refused: string[] } {
  vi.useFakeTimers();
  const delivered: string[] = [];
  const refused: string[] = [];
  let spent = 0;
  vi.spyOn(performance, "now").mockImplementation(() => Date.now() + spent);
  const box = new Inbox({
    deliver(message: FromWorker) {
      spent += cost;
      delivered.push(message.type === "notice" ? message.message : message.type);
    },
    refuse: (message) => refused.push(message),
  });
  return { inbox: box, delivered, refused };
}

const notice = (message: string) => ({ type: "notice", run: 1, message });

describe("an inbox", () => {
  test("delivers occasional messages at once, and ignores what is not a message", () => {
    const { inbox: box, delivered } = inbox(0);
    box.receive(notice("a"));
    box.receive("nonsense");
    box.receive(new Map());
    box.receive(notice("b"));
    expect(delivered).toEqual(["a", "b"]);
  });

  test("refuses a message that is too large, in one sentence, and delivers nothing more", () => {
    const { inbox: box, delivered, refused } = inbox(0);
    box.receive({ type: "written", run: 1, files: new Array(100_000).fill({}) });
    box.receive(notice("late"));
    expect(delivered).toEqual([]);
    expect(refused).toEqual([expect.stringContaining("too many parts")]);
  });

  test("that is closed delivers nothing", () => {
    const { inbox: box, delivered } = inbox(0);
    box.close();
    box.receive(notice("a"));
    expect(delivered).toEqual([]);
  });
});

describe("a backlog of messages", () => {
  test("is delivered later, in order", () => {
    const { inbox: box, delivered } = inbox(10);
    const all = Array.from({ length: 20 }, (_, n) => `${n}`);
    for (const text of all) box.receive(notice(text));
    expect(delivered.length).toBeLessThan(20);
    vi.advanceTimersByTime(60_000);
    expect(delivered).toEqual(all);
  });

  test("is delivered before its worker ends, as far as there is time", () => {
    const { inbox: box, delivered } = inbox(10);
    for (let n = 0; n < 10; n++) box.receive(notice(`${n}`));
    const before = delivered.length;
    box.catchUp(100);
    expect(delivered.length).toBeGreaterThan(before);
  });

  test("is refused when it grows too large", () => {
    const { inbox: box, refused } = inbox(10);
    for (let n = 0; n < 20_000; n++) box.receive(notice("x".repeat(400)));
    expect(refused).toEqual([expect.stringContaining("too many")]);
  });
});
