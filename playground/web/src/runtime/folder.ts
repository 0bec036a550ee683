/**
 * The folder that a program runs in, inside Pyodide's file system in memory: files are written into it before a run,
 * and the run's new and changed files are found after it. Where files come from and go to is python.ts's business.
 */
import type { PyodideInterface } from "pyodide";
import type { OutputFile } from "./messages.ts";

type FileSystem = PyodideInterface["FS"];

/** Pyodide's working directory, and so the program's. */
const FOLDER = "/home/pyodide";
/** Bytes of all changed files together, and how many files: the page keeps them until the next run. */
const MAX_CHANGED_BYTES = 50_000_000;
const MAX_CHANGED_FILES = 200;

/** By a file's name below the folder: its size and the time of its last change. */
export type FileStamps = Map<string, string>;

export function writeFile(fs: FileSystem, name: string, content: string | Uint8Array): void {
  const path = `${FOLDER}/${name}`;
  fs.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  fs.writeFile(path, content);
}

export function stampFiles(fs: FileSystem): FileStamps {
  const stamps: FileStamps = new Map();
  for (const name of namesIn(fs)) stamps.set(name, stampOf(fs, name));
  return stamps;
}

/** The files that differ from `before`, except one; `omitted` counts those too many or too large to keep. */
export function changedFiles(
  fs: FileSystem,
  before: FileStamps,
  except: string,
): { files: OutputFile[]; omitted: number } {
  const files: OutputFile[] = [];
  let bytes = 0;
  let omitted = 0;
  for (const name of namesIn(fs)) {
    if (name === except || before.get(name) === stampOf(fs, name)) continue;
    const { size } = fs.stat(`${FOLDER}/${name}`) as { size: number };
    if (bytes + size > MAX_CHANGED_BYTES || files.length >= MAX_CHANGED_FILES) {
      omitted++;
      continue;
    }
    try {
      files.push({ name, content: fs.readFile(`${FOLDER}/${name}`).slice() });
      bytes += size;
    } catch {
      // The program has forbidden to read it (os.chmod).
      omitted++;
    }
  }
  return { files, omitted };
}

function stampOf(fs: FileSystem, name: string): string {
  const { size, mtime } = fs.stat(`${FOLDER}/${name}`) as { size: number; mtime: Date };
  return `${size} ${Number(mtime)}`;
}

/** Returns an empty list if the program has deleted the folder. */
function entriesOf(fs: FileSystem, path: string): string[] {
  try {
    return fs.readdir(path) as string[];
  } catch {
    return [];
  }
}

/** Returns 0 where the program has forbidden to look at it (os.chmod). */
function modeOf(fs: FileSystem, name: string): number {
  try {
    return (fs.lstat(`${FOLDER}/${name}`) as { mode: number }).mode;
  } catch {
    return 0;
  }
}

/** Files in the folder and below it, without hidden files and Python's own caches. */
function namesIn(fs: FileSystem): string[] {
  const names: string[] = [];
  const folders = [""];
  for (const folder of folders) {
    for (const entry of entriesOf(fs, `${FOLDER}/${folder}`)) {
      if (entry.startsWith(".") || entry === "__pycache__") continue;
      const name = folder + entry;
      // Links are not followed: one may point anywhere, also at the folder itself.
      const mode = modeOf(fs, name);
      if (fs.isDir(mode)) folders.push(`${name}/`);
      else if (fs.isFile(mode)) names.push(name);
    }
  }
  return names.sort();
}
