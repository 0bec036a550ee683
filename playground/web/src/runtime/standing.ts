/**
 * The few numbers that a page and its worker share while a program runs. The page asks in them for everything that has
 * been recorded; the worker says in them which line the program has come to, because a program that hangs in C gives
 * no answer.
 */

/** A line (1-based) of a program; `file`: left out where it is the main one. */
export interface ProgramLine {
  line: number;
  file?: string;
}

export type SharedCells = Int32Array<SharedArrayBuffer>;

const SIGNAL = 0;
const FILE = 1;
const LINE = 2;
const WAITS = 3;
/** How many lines have been told. */
const TOLD = 4;

/** The signal that asks a running program for what it has recorded (SIGUSR1). */
const FLUSH_SIGNAL = 10;

/** Null where memory cannot be shared: WebKitGTK isolates a page and still has no shared memory. */
export function makeSharedCells(): SharedCells | null {
  const canShareMemory = crossOriginIsolated && typeof SharedArrayBuffer === "function";
  return canShareMemory ? new Int32Array(new SharedArrayBuffer(20)) : null;
}

export function sendFlushSignal(cells: SharedCells): void {
  Atomics.store(cells, SIGNAL, FLUSH_SIGNAL);
}

/**
 * The program comes to a line, given with the number of its file. `waits`: it stands still there until it tells another
 * one. Line 0: it goes on, nobody knows where.
 */
export function tellLine(cells: SharedCells, file: number, line: number, waits: boolean): void {
  cells[FILE] = file;
  cells[LINE] = line;
  cells[WAITS] = Number(waits);
  cells[TOLD]!++;
}

/** The line in which the program stands, as far as is known. `files`: their names, the main one first. */
export function readLine(cells: SharedCells, files: readonly string[]): ProgramLine | null {
  return programLine(cells[FILE]!, cells[LINE]!, files);
}

export function programLine(file: number, line: number, files: readonly string[]): ProgramLine | null {
  const name = files[file];
  // The program can write whatever it likes into these numbers.
  if (!(line > 0) || name === undefined) return null;
  return file === 0 ? { line } : { line, file: name };
}

/**
 * What Pyodide reads the signal from. It looks every fifty times that Python comes to the end of a loop or calls a
 * function. The first look may fall between the telling of a line and what the program does in it; by the second the
 * program has gone on from there, unless it waits.
 */
export function signalBuffer(cells: SharedCells): Int32Array {
  let lastSeen = 0;
  const buffer = {
    get 0() {
      if (!cells[WAITS]) {
        if (cells[TOLD] === lastSeen) cells[LINE] = 0;
        lastSeen = cells[TOLD]!;
      }
      return Atomics.exchange(cells, SIGNAL, 0);
    },
    // Pyodide takes the signal away after each look. It is taken at the look: one sent in between would be lost.
    set 0(_taken: number) {},
  };
  return buffer as unknown as Int32Array;
}
