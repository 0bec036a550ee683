import { expect, test } from "vitest";
import { readRequest } from "./messages.ts";
import { readEmbedOptions } from "./options.ts";

test("the frame's address contains theme, view and the origin that may send messages", () => {
  expect(readEmbedOptions("#code=1x&theme=dark&view=outline&origin=https%3A%2F%2Fexample.org")).toEqual({
    theme: "dark",
    view: "outline",
    origin: "https://example.org",
  });
  expect(readEmbedOptions("#example=hanoi")).toEqual({ theme: null, view: null, origin: null });
});

test.each([
  "*",
  "null",
  "https://example.org/path",
  "javascript:alert(1)",
  "example.org",
  "HTTPS://EXAMPLE.ORG",
])("%s is not accepted as an origin", (origin) => {
  expect(readEmbedOptions(`#origin=${encodeURIComponent(origin)}`).origin).toBeNull();
});

test("a message that is not for the frame gets no answer", () => {
  for (const data of [null, "run", 5, [], { type: "run" }]) expect(readRequest(data)).toBeNull();
});

test.each([
  [{ playground: 1, type: "set-code" }, "code"],
  [{ playground: 1, type: "set-code", code: 5 }, "code"],
  [{ playground: 1, type: "set-code", code: "", files: { "../x.py": "" } }, "files"],
  [{ playground: 1, type: "erase" }, "type"],
  [{ playground: 2, type: "run" }, "playground"],
])("%o is refused with the name of the wrong key", (data, key) => {
  expect(readRequest(data)).toContain(key);
});

test("a valid request is accepted, without unknown keys", () => {
  const data = { playground: 1, type: "set-code", id: 7, code: "x", files: { "a.py": "y" }, more: 1 };
  expect(readRequest(data)).toEqual({
    playground: 1,
    type: "set-code",
    id: 7,
    code: "x",
    files: { "a.py": "y" },
  });
});
