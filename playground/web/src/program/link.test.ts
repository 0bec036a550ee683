import { deflateSync } from "fflate";
import { expect, test } from "vitest";
import { NOTHING_INCLUDED } from "../trace/include.ts";
import { readPlace, writePlace } from "./link.ts";
import { LinkError, packProgram as packAll, unpackProgram as unpackAll } from "./link-codec.ts";

const pack = (source: string) => packAll({ source, texts: {}, data: {} });
const unpack = (code: string) => unpackAll(code).source;

const base64Url = (bytes: Uint8Array) =>
  Buffer.from(bytes).toString("base64").replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

test("a program is unpacked from its link unchanged", () => {
  const source = 'print("Grüße, 世界 🐍")\n\tx = "a\\u0000b"\r\n';
  expect(unpack(pack(source))).toBe(source);
  expect(unpack(pack(""))).toBe("");
});

test("a packed program survives as part of an address", () => {
  const source = "for i in range(10):\n    print(i)\n".repeat(40);
  const hash = new URL(writePlace({ code: pack(source) }), "https://example.org/").hash;
  expect(unpack(readPlace(hash).code!)).toBe(source);
});

test.each([
  ["another version", `3${pack("x").slice(1)}`, "another version"],
  ["a link that was cut", pack("print('hello')\n".repeat(99)).slice(0, -9), "damaged"],
  ["something that is not base64url", "1<script>", "damaged"],
  ["nothing after the version", "1", "damaged"],
  ["bytes that are not text", `1${base64Url(deflateSync(new Uint8Array([0xff, 0xfe, 0xfd])))}`, "damaged"],
  ["a link longer than any browser makes", `1${"A".repeat(300_000)}`, "too long"],
])("%s is refused in one sentence", (_, code, sentence) => {
  expect(() => unpack(code)).toThrow(LinkError);
  expect(() => unpack(code)).toThrow(sentence);
});

test("a small link that unpacks to a huge program is refused early", () => {
  const bomb = `1${base64Url(deflateSync(new Uint8Array(80_000_000), { level: 9 }))}`;
  expect(bomb.length).toBeLessThan(200_000);
  expect(() => unpack(bomb)).toThrow("too long");
}, 60_000);

test("the address contains what is included, inputs, the call, the transforms and the view", () => {
  const place = {
    example: "pandas_groupby",
    code: null,
    include: { ...NOTHING_INCLUDED, libraries: true, packages: ["pandas"], standard_library: true },
    inputs: "Ada\n36 & a half\n",
    call: "<module>/report/pd%2F:1",
    show: ["hide:json.decoder:parse", "call:<module>/report", "recursion", "slower:1200"],
    view: "timeline" as const,
    axis: "merged" as const,
  };
  expect(readPlace(writePlace(place))).toEqual(place);
});

test.each([
  [NOTHING_INCLUDED, "none"],
  [{ ...NOTHING_INCLUDED, libraries: true }, "all"],
  [{ ...NOTHING_INCLUDED, libraries: true, standard_library: true }, "standard_library"],
])("%o has a form of its own", (include, text) => {
  expect(writePlace({ include })).toBe(`#include=${text}`);
  expect(readPlace(`#include=${text}`).include).toEqual(include);
});

test("an empty address names nothing", () => {
  const nothing = {
    example: null,
    code: null,
    include: null,
    inputs: null,
    call: null,
    view: null,
    axis: null,
  };
  expect(readPlace("")).toEqual({ ...nothing, show: [] });
  expect(readPlace("#view=constructor&axis=toString")).toEqual({ ...nothing, show: [] });
  expect(writePlace({})).toBe("");
});

test("other files and data are unpacked from the link too", () => {
  const program = {
    source: "import shapes",
    texts: { "shapes.py": "x = 1\n", "pkg/__init__.py": "" },
    data: { "cities.csv": new Uint8Array([0, 255, 10, 13]) },
  };
  expect(unpackAll(packAll(program))).toEqual(program);
});

const several = (value: unknown) => `2${base64Url(deflateSync(Buffer.from(JSON.stringify(value))))}`;

test.each([
  ["a file outside its folder", { main: "", files: { "../evil.py": "" } }],
  ["a second main.py", { main: "", files: { "main.py": "" } }],
  ["text that is not a string", { main: "", files: { "a.py": 5 } }],
  ["no main.py", { files: {} }],
  ["data that is not base64url", { main: "", data: { "a.csv": "<>" } }],
  ["a list", []],
  [
    "too many files",
    { main: "", files: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`f${i}`, ""])) },
  ],
])("a link with %s is refused", (_, value) => {
  expect(() => unpackAll(several(value))).toThrow("damaged");
});
