/**
 * The folder that a program runs in, inside Pyodide's memory: files are laid into it before a run, and what the run
 * made or changed is found after it. Knows nothing of where files come from or go to.
 */
import type { PyodideInterface } from "pyodide";
import type { WrittenFile } from "./messages.ts";

type FileSystem = PyodideInterface["FS"];

/** Where Pyodide starts, and the program with it. */
const FOLDER = "/home/pyodide";
/** Bytes of all written files together, and how many: what the page keeps until the next run. */
const MAX_CHANGED_BYTES = 50_000_000;
const MAX_CHANGED_FILES = 200;

/** Name below the folder → size and time of the last change. */
export type FileStamps = Map<string, string>;

export function put(fs: FileSystem, name: string, content: string | Uint8Array): void {
  const path = `${FOLDER}/${name}`;
  fs.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  fs.writeFile(path, content);
}

export function stamps(fs: FileSystem): FileStamps {
  const found: FileStamps = new Map();
  for (const name of namesIn(fs)) found.set(name, stampOf(fs, name));
  return found;
}

/** What differs from `before`, except the file `apart`. */
export function changedFiles(
  fs: FileSystem,
  before: FileStamps,
  apart: string,
): { files: WrittenFile[]; left: number } {
  const files: WrittenFile[] = [];
  let bytes = 0;
  let left = 0;
  for (const name of namesIn(fs)) {
    if (name === apart || before.get(name) === stampOf(fs, name)) continue;
    const { size } = fs.stat(`${FOLDER}/${name}`) as { size: number };
    if (bytes + size > MAX_CHANGED_BYTES || files.length >= MAX_CHANGED_FILES) {
      left++;
      continue;
    }
    bytes += size;
    files.push({ name, content: fs.readFile(`${FOLDER}/${name}`).slice() });
  }
  return { files, left };
}

function stampOf(fs: FileSystem, name: string): string {
  const { size, mtime } = fs.stat(`${FOLDER}/${name}`) as { size: number; mtime: Date };
  return `${size} ${Number(mtime)}`;
}

/** None where the program took the folder away. */
function entriesOf(fs: FileSystem, path: string): string[] {
  try {
    return fs.readdir(path) as string[];
  } catch {
    return [];
  }
}

/** Files in the folder and below it, without what Python and tools keep for themselves. */
function namesIn(fs: FileSystem): string[] {
  const names: string[] = [];
  const folders = [""];
  for (const folder of folders) {
    for (const entry of entriesOf(fs, `${FOLDER}/${folder}`)) {
      if (entry.startsWith(".") || entry === "__pycache__") continue;
      const name = folder + entry;
      // Not followed: a link may point anywhere, also at the folder itself.
      const { mode } = fs.lstat(`${FOLDER}/${name}`) as { mode: number };
      if (fs.isDir(mode)) folders.push(`${name}/`);
      else if (fs.isFile(mode)) names.push(name);
    }
  }
  return names.sort();
}
