import { beforeEach, describe, expect, test } from "vitest";
import { freeName, textKind, withOwnEnding } from "./file-names.ts";
import { decodeText, editorText, fileText } from "./file-text.ts";
import { importFiles } from "./import-files.ts";
import {
  dataFiles,
  fileNames,
  removedFiles,
  removeFile,
  restoreRemoved,
  setFiles,
  setText,
  textFiles,
} from "./program-files.ts";

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);
const unexpectedMain = () => {
  throw new Error("no main.py was given");
};
const add = async (...files: File[]) => (await importFiles(files, unexpectedMain)).map(({ text }) => text);
const bytes = (text: string) => new TextEncoder().encode(text).buffer;

beforeEach(() => setFiles({}, []));

describe("files from a disk", () => {
  test.each([
    ["notes.txt", "two\nlines\n"],
    ["cities.csv", "city,people\r\nOslo,700\r\n"],
    ["settings.json", '{"size": 3}'],
    ["README.md", "# Title"],
    ["with-mark.csv", "\ufeffa;b"],
    ["empty.txt", ""],
    ["no-ending", "text"],
  ])("%s is text that can be edited, down to the last byte", async (name, text) => {
    expect(await add(file(name, text))).toEqual([]);
    expect(textFiles.value).toEqual({ [name]: text });
    expect(dataFiles.value).toEqual([]);
  });

  test.each([
    ["picture.png", new Uint8Array([0x89, 0x50, 0, 1])],
    ["latin.csv", new Uint8Array([0x66, 0xfc, 0x72])],
    ["mixed-ends.csv", "a\r\nb\nc"],
    ["old-ends.csv", "a\rb"],
    ["long.csv", "1,2,3\n".repeat(20_000)],
  ])("%s stays as it is", async (name, content) => {
    expect(await add(file(name, content))).toEqual([]);
    expect(textFiles.value).toEqual({});
    expect(dataFiles.value.map((each) => each.name)).toEqual([name]);
  });

  test("the second of two that share a name is kept under another one, and that is said", async () => {
    const said = await add(file("data.csv", "1"), file("data.csv", "2"), file("data.csv", "3"));
    expect(textFiles.value).toEqual({ "data.csv": "1", "data-2.csv": "2", "data-3.csv": "3" });
    expect(said).toEqual([
      "Two of the files are called data.csv: the second one is data-2.csv here.",
      "Two of the files are called data.csv: the second one is data-3.csv here.",
    ]);
  });

  test("one that is here already is replaced, which is said, and each can be brought back", async () => {
    await add(file("a.csv", "1"), file("b.bin", new Uint8Array([0])));
    expect(await add(file("a.csv", "1"))).toEqual([]);
    expect(await add(file("a.csv", "2"), file("b.bin", "text now"))).toEqual([
      "a.csv was here already and has been replaced. Bring it back above the code.",
      "b.bin was here already and has been replaced. Bring it back above the code.",
    ]);
    expect(fileNames.value).toEqual(["main.py", "a.csv", "b.bin"]);
    restoreRemoved();
    expect(dataFiles.value.map(({ name }) => name)).toEqual(["b.bin"]);
    expect(fileNames.value).toEqual(["main.py", "a.csv", "b.bin"]);
    expect(removedFiles.value.at(-1)).toMatchObject({ name: "b.bin", text: "text now" });
  });

  test("a removed one that is brought back takes the place of what has its name by now", async () => {
    await add(file("a.csv", "old"));
    removeFile("a.csv");
    await add(file("a.csv", new Uint8Array([0])));
    restoreRemoved();
    expect(fileNames.value).toEqual(["main.py", "a.csv"]);
    expect(textFiles.value).toEqual({ "a.csv": "old" });
  });

  test("one whose name cannot be kept says how it is called here", async () => {
    expect(await add(file("what?.csv", "1"))).toEqual(["“what?.csv” is called what_.csv here."]);
    expect((await add(file(`${"x".repeat(90)}.csv`, "1")))[0]).toMatch(/^x+….*: This name is too long/);
  });

  test("a folder is refused in a sentence", async () => {
    const folder = file("folder", "");
    folder.arrayBuffer = () => Promise.reject(new Error("not a file"));
    expect(await add(folder)).toEqual([
      "folder could not be read. If it is a folder, choose the files in it.",
    ]);
  });

  test("a main.py is the program", async () => {
    let main = "";
    await importFiles([file("main.py", "print(1)\r\n")], (text) => {
      main = text;
    });
    expect(main).toBe("print(1)\n");
  });
});

test.each([
  ["data..py", 5, "data."],
  ["data.csv.py", 8, "data.csv"],
  ["greet..py", 6, "greet."],
  ["greet.py", 5, "greet.py"],
  ["../evil.py", 10, "../evil.py"],
  ["a.b", 3, "a.b"],
])("of %s with the caret at %d stays %s", (typed, caret, name) => {
  expect(withOwnEnding(typed, caret, ".py")).toBe(name);
});

test("a free name is near the one that is taken", () => {
  expect(freeName("data.csv", new Set(["data.csv", "data-2.csv"]))).toBe("data-3.csv");
  expect(freeName("Makefile", new Set(["Makefile"]))).toBe("Makefile-2");
});

test("only Python is edited as Python", () => {
  const kinds = ["a.py", "a.pyi", "a.txt", "a.MD", "a.tsv", "a.csv", "a.json", "py", "a.py.txt"].map(
    textKind,
  );
  expect(kinds).toEqual(["python", "python", "prose", "prose", "table", "text", "text", "text", "prose"]);
});

test("a file keeps its ends of line when it is edited", () => {
  setFiles({ "a.csv": "1\r\n2\r\n" }, []);
  const typed = `${editorText(textFiles.value["a.csv"])}3\n`;
  setText("a.csv", fileText(typed, textFiles.value["a.csv"]));
  expect(textFiles.value["a.csv"]).toBe("1\r\n2\r\n3\r\n");
  expect(fileText("1\n", "")).toBe("1\n");
  expect(decodeText(bytes("a\0b"))).toBeNull();
});
