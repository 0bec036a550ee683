/**
 * Gives asynchronous work rows of its own. What is told by an id goes on beside the calls of a thread, and several at a
 * time may overlap, so each piece of work (from its first beginning to its last ending, with all that is nested in it)
 * takes the first row of its name that is free. A row is read as a thread.
 */
import type { CallWriter } from "./writer.ts";

export interface AsyncEvent {
  /** Its place in the file. */
  index: number;
  begins: boolean;
  at: number;
  /** Events with the same text belong to the same work. */
  work: string;
  name: string | undefined;
  /** Rows of different processes are kept apart. */
  process: string;
}

/** Work of one id, from a beginning with nothing around it to its ending. */
interface Piece {
  events: AsyncEvent[];
  open: (string | undefined)[];
}

/** Sets the threads of the events, by their places. Returns the names of the new threads by their keys. */
export function asyncRows(
  events: readonly AsyncEvent[],
  writer: CallWriter,
  thread: Int32Array,
): Map<string, string> {
  const names = new Map<string, string>();
  const rows = new Map<string, AsyncEvent[]>();
  for (const { events: own, open } of piecesOf(events, writer)) {
    const [first] = own;
    const last = own[own.length - 1];
    const kind = `${first.process}\n\n${first.name ?? "?"}`;
    // The last events of the pieces in each row of this name; a row whose piece never ends stays taken.
    const taken = rows.get(kind) ?? [];
    rows.set(kind, taken);
    let row = taken.findIndex((end) => comesBefore(end, first));
    if (row < 0) row = taken.length;
    taken[row] = open.length > 0 ? { ...last, at: Infinity } : last;
    const key = `${kind}\n${row}`;
    names.set(key, `${first.name ?? "?"} (async${row > 0 ? ` ${row + 1}` : ""})`);
    const number = writer.threadOf(key);
    for (const { index } of own) thread[index] = number;
  }
  return names;
}

/** The pieces of work in the order in which they begin. */
function piecesOf(events: readonly AsyncEvent[], writer: CallWriter): Piece[] {
  const pieces: Piece[] = [];
  const current = new Map<string, Piece>();
  for (const event of [...events].sort((a, b) => a.at - b.at || a.index - b.index)) {
    let piece = current.get(event.work);
    const level = event.begins || !piece ? -1 : levelOf(piece.open, event.name);
    if (!event.begins && (!piece || level < 0)) {
      writer.mend("ending without a beginning was left out", "endings without a beginning were left out");
      continue;
    }
    if (!piece) {
      piece = { events: [], open: [] };
      pieces.push(piece);
      current.set(event.work, piece);
    }
    piece.events.push(event);
    if (event.begins) piece.open.push(event.name);
    else piece.open.length = level;
    if (piece.open.length === 0) current.delete(event.work);
  }
  return pieces;
}

function levelOf(open: readonly (string | undefined)[], name: string | undefined): number {
  return name === undefined ? open.length - 1 : open.lastIndexOf(name);
}

function comesBefore(a: AsyncEvent, b: AsyncEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.index < b.index);
}
