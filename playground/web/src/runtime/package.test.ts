import { gzipSync, strToU8 } from "fflate";
import { expect, test } from "vitest";
import { packagesFor, unpackWheel } from "./package.ts";

function carried(name: string, imports: string[], depends: string[] = []) {
  return [name, { imports, depends }] as const;
}

const PACKAGES = Object.fromEntries([
  carried("numpy", ["numpy"]),
  carried("pandas", ["pandas"], ["numpy", "python-dateutil"]),
  carried("python-dateutil", ["dateutil"], ["six"]),
  carried("six", ["six"], ["python-dateutil"]),
  carried("micropip", ["micropip"], ["packaging"]),
]);

test("a program's packages are those it imports and all their dependencies, each once", () => {
  expect(packagesFor(PACKAGES, new Set(["pandas", "numpy"])).sort()).toEqual([
    "numpy",
    "pandas",
    "python-dateutil",
    "six",
  ]);
});

test("a package is found by the name of its module, not by its own name", () => {
  expect(packagesFor(PACKAGES, new Set(["dateutil"]))).toEqual(["python-dateutil", "six"]);
});

test("a module that is in none of the site's packages needs none", () => {
  expect(packagesFor(PACKAGES, new Set(["requests"]))).toEqual([]);
});

/** A tar file as Python's tarfile writes it: name, size, contents in blocks of 512 bytes. */
function tar(contents: Record<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (const [path, content] of Object.entries(contents)) {
    const header = new Uint8Array(512);
    const slash = path.length > 100 ? path.indexOf("/", path.length - 101) : -1;
    header.set(strToU8(path.slice(slash + 1)), 0);
    header.set(strToU8(content.length.toString(8).padStart(11, "0")), 124);
    header.set(strToU8("ustar"), 257);
    if (slash > 0) header.set(strToU8(path.slice(0, slash)), 345);
    blocks.push(header, content, new Uint8Array((512 - (content.length % 512)) % 512));
  }
  blocks.push(new Uint8Array(1024));
  return Uint8Array.from(blocks.flatMap((block) => [...block]));
}

test("an unpacked package has every file's bytes, and its extension modules compiled", async () => {
  const deep = `${"folder/".repeat(20)}deep.txt`;
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const contents = {
    "a/__init__.py": strToU8("x = 1\n"),
    "a/fast.so": empty,
    [deep]: strToU8("é"),
    "a/0": strToU8(""),
  };
  const { bytes, entries, libraries } = await unpackWheel(new Uint8Array(gzipSync(tar(contents))));
  const texts = entries.map(([path, begin, end]) => [
    path,
    new TextDecoder().decode(bytes.slice(begin, end)),
  ]);
  expect(texts).toEqual([
    ["a/__init__.py", "x = 1\n"],
    ["a/fast.so", "\0asm\u0001\0\0\0"],
    [deep, "é"],
    ["a/0", ""],
  ]);
  expect([...libraries.keys()]).toEqual(["a/fast.so"]);
  expect(libraries.get("a/fast.so")).toBeInstanceOf(WebAssembly.Module);
});

test.each([
  ["a page in its place", strToU8("<!doctype html>")],
  ["something else, gzipped", gzipSync(strToU8("x".repeat(600)))],
  ["half of it", gzipSync(tar({ a: new Uint8Array(2000).map((_, i) => i * 7) })).slice(0, 90)],
])("what is not a package throws: %s", async (_, bytes) => {
  await expect(unpackWheel(new Uint8Array(bytes))).rejects.toThrow();
});
