import { expect, test } from "vitest";
import { traceFromText } from "../src/trace/testing.ts";
import { eventFill } from "../src/view/draw/event-marks.ts";
import { DARK, LIGHT } from "../src/view/draw/theme.ts";
import { pictureOf } from "./picture.ts";

test("events have the dark scheme's colours where the surroundings are dark", () => {
  const run = traceFromText("main.py\n  load()");
  const events = [{ kind: "sql", call: 1, start_us: 1, duration_us: 1, data: {} }];
  const [light, dark] = pictureOf({ ...run, events }).split("@media");
  expect(light).toContain(eventFill("sql", LIGHT));
  expect(dark).toContain(eventFill("sql", DARK));
  expect(dark).not.toContain(eventFill("sql", LIGHT));
});
