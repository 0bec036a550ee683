/**
 * Adds files from a disk to the program: text that can be edited becomes text, everything else stays as it is. The page
 * loads this code when somebody chooses or drops files.
 */
import { formatBytes, shorten } from "../text.ts";
import { freeName, isPython, MAIN } from "./file-names.ts";
import { decodeModule, decodeText } from "./file-text.ts";
import {
  addData,
  addText,
  dataFiles,
  fileNamed,
  fileNames,
  LIMITS_TEXT,
  MAX_ALL_DATA_BYTES,
  MAX_DATA_BYTES,
  MAX_FILES,
  MAX_TEXT_BYTES,
  nameError,
  programCount,
  remember,
  textFiles,
} from "./program-files.ts";

/** Bytes up to which a file that is no module is text to be edited: longer ones are kept with the data. */
const MAX_EDITED_BYTES = 100_000;

/** One sentence about a file: that it could not be added, or that something is not as one would expect. */
interface Remark {
  tone: "error" | "info";
  text: string;
}

/**
 * Adds the files that the user chose or dropped. A file that is there already is replaced, and can be brought back; the
 * second of two files that share a name gets another one. `setMain` is given the text of a main.py.
 */
export async function importFiles(
  files: readonly File[],
  setMain: (text: string) => void,
): Promise<Remark[]> {
  const remarks: Remark[] = [];
  const say = (tone: Remark["tone"], text: string) => remarks.push({ tone, text });
  const program = programCount();
  const added = new Set<string>();
  for (const file of files) {
    const called = shorten(file.name, 60);
    const plain = plainName(file.name);
    const name = added.has(plain) ? freeName(plain, new Set([...fileNames.peek(), ...added])) : plain;
    const known = name === MAIN || fileNamed(name) !== null;
    const badName = nameError(name, known ? name : null);
    const error = badName === null ? sizeError(name, file.size) : `${called}: ${badName}`;
    if (error !== null) {
      say("error", error);
      continue;
    }
    const bytes = await file.arrayBuffer().catch(() => null);
    if (program !== programCount()) {
      say("error", `${called} was not added: another program had been opened by the time it was read.`);
      continue;
    }
    if (bytes === null) {
      say("error", `${called} could not be read. If it is a folder, choose the files in it.`);
      continue;
    }
    const text = textIn(name, bytes);
    if (isPython(name) && text === null) {
      say("error", `${called} is not text (UTF-8), so Python cannot import it.`);
      continue;
    }
    added.add(name);
    if (name === MAIN) {
      setMain(text!);
      continue;
    }
    const before = fileNamed(name);
    if (text !== null) addText(name, text);
    else addData(name, new Blob([bytes]));
    const replaced = before !== null && (text === null || before.text !== text);
    if (replaced) remember(before);
    if (name !== plain) say("info", `Two of the files are called ${plain}: the second one is ${name} here.`);
    else if (plain !== file.name) say("info", `“${called}” is called ${name} here.`);
    if (replaced)
      say("info", `${name} was here already and has been replaced. Bring it back above the code.`);
  }
  return remarks;
}

/** The name with all that a program's file cannot be called replaced. */
function plainName(name: string): string {
  return name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_ .()+@=-]/gu, "_")
    .replace(/^[^\p{L}\p{N}_]+/u, "");
}

/** The text of a file that can be edited here; null: it is kept as data. */
function textIn(name: string, bytes: ArrayBuffer): string | null {
  if (isPython(name)) return decodeModule(bytes);
  const others = Object.entries(textFiles.peek()).reduce(
    (sum, [other, text]) => sum + (other === name ? 0 : text.length),
    0,
  );
  const fits = bytes.byteLength <= MAX_EDITED_BYTES && others + bytes.byteLength <= MAX_TEXT_BYTES;
  return fits ? decodeText(bytes) : null;
}

function sizeError(name: string, size: number): string | null {
  const others = dataFiles.peek().reduce((sum, file) => sum + (file.name === name ? 0 : file.size), 0);
  const fits = isPython(name)
    ? size <= MAX_TEXT_BYTES
    : size <= MAX_DATA_BYTES && others + size <= MAX_ALL_DATA_BYTES;
  if (!fits) return `${name} (${formatBytes(size)}) does not fit. ${LIMITS_TEXT}`;
  if (!fileNames.peek().includes(name) && fileNames.peek().length > MAX_FILES)
    return `There is no room for ${name}. ${LIMITS_TEXT}`;
  return null;
}
