import { expect, test } from "vitest";
import { readRequest } from "./messages.ts";
import { readWishes } from "./wishes.ts";

test("the frame's address says theme, view and who may speak", () => {
  expect(readWishes("#code=1x&theme=dark&view=outline&origin=https%3A%2F%2Fexample.org")).toEqual({
    theme: "dark",
    view: "outline",
    origin: "https://example.org",
  });
  expect(readWishes("#example=hanoi")).toEqual({ theme: null, view: null, origin: null });
});

test.each([
  "*",
  "null",
  "https://example.org/path",
  "javascript:alert(1)",
  "example.org",
  "HTTPS://EXAMPLE.ORG",
])("%s is no origin", (origin) => {
  expect(readWishes(`#origin=${encodeURIComponent(origin)}`).origin).toBeNull();
});

test("what is not for the frame gets no answer", () => {
  for (const data of [null, "run", 5, [], { type: "run" }]) expect(readRequest(data)).toBeNull();
});

test.each([
  [{ playground: 1, type: "set-code" }, "code"],
  [{ playground: 1, type: "set-code", code: 5 }, "code"],
  [{ playground: 1, type: "set-code", code: "", files: { "../x.py": "" } }, "files"],
  [{ playground: 1, type: "erase" }, "type"],
  [{ playground: 2, type: "run" }, "playground"],
])("%o is refused with the key that is wrong", (data, key) => {
  expect(readRequest(data)).toContain(key);
});

test("a request comes out as it went in, without what nobody asked for", () => {
  const data = { playground: 1, type: "set-code", id: 7, code: "x", files: { "a.py": "y" }, more: 1 };
  expect(readRequest(data)).toEqual({
    playground: 1,
    type: "set-code",
    id: 7,
    code: "x",
    files: { "a.py": "y" },
  });
});
