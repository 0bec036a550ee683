import { expect, test } from "vitest";
import { randomTrace } from "../../trace/testing.ts";
import { chooseMarks, type Disc, entryFor } from "./choose.ts";
import { layoutRadial } from "./radial-layout.ts";

const DISC: Disc = { cx: 300, cy: 300, radius: 280, width: 600, height: 600 };
const trace = randomTrace(30_000, 3, 0.7);
const fresh = () => layoutRadial(trace, -1);

test("a choice is reused until the picture or the budget changes", () => {
  const layout = fresh();
  const first = chooseMarks(layout, DISC, 2000, true);
  expect(chooseMarks(layout, { ...DISC }, 2000, true)).toBe(first);
  // Neither a little more budget makes a new choice, nor less that is still enough.
  expect(chooseMarks(layout, DISC, 2400, true)).toBe(first);
  expect(chooseMarks(layout, DISC, first.count, true)).toBe(first);
  const much = chooseMarks(layout, DISC, 6000, true);
  expect(much.count).toBeGreaterThan(first.count);
  expect(chooseMarks(layout, { ...DISC, radius: 281 }, 6000, true)).not.toBe(much);
  const few = chooseMarks(layout, DISC, 500, true);
  expect(few.count).toBeLessThanOrEqual(500);
  // Another layout of the same run has its own choices.
  expect(chooseMarks(fresh(), DISC, 500, true)).not.toBe(few);
});

test("moving the picture changes the choice only where calls out of view are culled", () => {
  const moved = { ...DISC, cx: 500 };
  const whole = fresh();
  expect(chooseMarks(whole, moved, 2000, false)).toBe(chooseMarks(whole, DISC, 2000, false));
  const culled = fresh();
  expect(chooseMarks(culled, moved, 2000, true)).not.toBe(chooseMarks(culled, DISC, 2000, true));
});

test("with a hint the choice is nearly as fine as without one", () => {
  const alone = chooseMarks(fresh(), DISC, 800, true);
  const led = chooseMarks(fresh(), DISC, 800, true, alone.pixel);
  expect(led.count).toBeLessThanOrEqual(800);
  expect(led.count).toBeGreaterThan(alone.count * 0.5);
});

test("every call has a mark: its own, one that it is merged into, or, out of view, that of an ancestor", () => {
  const near = { ...DISC, radius: 2000, cx: -800 };
  for (const [disc, cull] of [
    [DISC, false],
    [near, true],
  ] as const) {
    const choice = chooseMarks(fresh(), disc, 800, cull);
    for (let k = 0; k < trace.length; k++) {
      const entry = entryFor(choice, k);
      expect(choice.calls[entry]).toBeLessThanOrEqual(k);
      expect(choice.last[entry]).toBeGreaterThan(k);
    }
    for (let v = 0; v < choice.count; v++) expect(entryFor(choice, choice.calls[v])).toBe(v);
  }
});
