import { beforeEach, describe, expect, test } from "vitest";
import { focused } from "../../state/view-state.ts";
import { traceFromText } from "../../trace/testing.ts";
import { callInDirection, focusBack, focusOn, widenFocus } from "./keyboard.ts";

const run = traceFromText(`
  main.py
    play()
      round(1)
        hit()
      round(2)
        hit()
        miss()`);

beforeEach(() => {
  focused.value = -1;
});

describe("arrow keys", () => {
  const walk = (from: number, keys: string, focus = -1) =>
    keys.split(" ").reduce((call, key) => callInDirection(run, call, focus, `Arrow${key}`) ?? -2, from);

  test("go down to the first child, up to the parent, aside to siblings", () => {
    expect(walk(-1, "Down")).toBe(0);
    expect(walk(0, "Down Down Right Down Right")).toBe(6);
    expect(walk(6, "Left Up Left")).toBe(2);
  });

  test("end where the tree ends", () => {
    expect(walk(0, "Up")).toBe(-1);
    expect(walk(3, "Down")).toBe(-1);
    expect(walk(4, "Right")).toBe(-1);
  });

  test("do not leave the focus", () => {
    expect(walk(4, "Up", 4)).toBe(-1);
    expect(walk(4, "Left", 4)).toBe(-1);
    expect(callInDirection(run, 6, 4, "Home")).toBe(4);
  });

  test("other keys are not theirs", () => expect(callInDirection(run, 0, -1, "x")).toBeUndefined());
});

describe("focus", () => {
  test("on the only root is no focus", () => {
    focusOn(run, 0);
    expect(focused.value).toBe(-1);
  });

  test("back leads to the focus before, however deep the call", () => {
    focusOn(run, 5);
    focusBack(run);
    expect(focused.value).toBe(-1);
    for (const call of [1, 4, 5]) focusOn(run, call);
    focusBack(run);
    expect(focused.value).toBe(4);
    focusBack(run);
    expect(focused.value).toBe(1);
    focusBack(run);
    expect(focused.value).toBe(-1);
  });

  test("back leads outwards only, not into a subtree that was left", () => {
    for (const call of [1, 2, 4, 6]) focusOn(run, call);
    // A call selected elsewhere widened the focus; only focuses around it lead back.
    widenFocus(run, 3);
    expect(focused.value).toBe(1);
    focusBack(run);
    expect(focused.value).toBe(-1);
  });

  test("back in another run leads to all of it", () => {
    for (const call of [1, 4, 5]) focusOn(run, call);
    const other = traceFromText("main.py\n  play()\n    round(1)\n      hit()\n    round(2)\n      hit()");
    focusBack(other);
    expect(focused.value).toBe(-1);
  });

  test("widens as far as a call that was selected elsewhere needs", () => {
    focused.value = 2;
    expect(widenFocus(run, 3)).toBe(2);
    expect(widenFocus(run, 6)).toBe(1);
    expect(focused.value).toBe(1);
    expect(widenFocus(run, 0)).toBe(-1);
  });
});
