import { expect, test } from "vitest";
import { keyOf, placeOf } from "./key-names.ts";

test.each([
  ["AZERTY, where W is elsewhere", { key: "z", code: "KeyW", shiftKey: false }, "z", "w"],
  ["Russian", { key: "ц", code: "KeyW", shiftKey: false }, "w", "w"],
  ["Russian with Shift", { key: "А", code: "KeyF", shiftKey: true }, "F", "F"],
  ["Russian, a letter where others have a sign", { key: "Ю", code: "Period", shiftKey: true }, ">", ""],
  ["AZERTY ?", { key: "?", code: "KeyM", shiftKey: true }, "?", "M"],
  ["AZERTY 0", { key: "0", code: "Digit0", shiftKey: true }, "0", ""],
  ["German /", { key: "/", code: "Digit7", shiftKey: true }, "/", ""],
  ["Caps Lock", { key: "S", code: "KeyS", shiftKey: false }, "s", "s"],
  ["Caps Lock and Shift", { key: "f", code: "KeyF", shiftKey: true }, "F", "F"],
  ["an arrow", { key: "ArrowUp", code: "ArrowUp", shiftKey: true }, "ArrowUp", ""],
  ["a key without a place", { key: "é", code: "Digit2", shiftKey: false }, "é", ""],
])("%s", (_, event, key, place) => {
  expect([keyOf(event), placeOf(event)]).toEqual([key, place]);
});
