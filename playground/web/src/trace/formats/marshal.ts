/**
 * The part of Python's marshal that a profile is written in (versions 2 to 5): dicts, tuples, whole numbers, floats, texts,
 * references to what stood before; and code (of Python 3.8 and newer) with the constants that may stand in it, since
 * `python -m profile` names the program by its code. What the values mean is profile.ts's business.
 */

/** What is kept of a code object. */
export interface Code {
  file: string;
  line: number;
}

export type Marshalled = null | boolean | number | string | Code | Marshalled[] | Map<Marshalled, Marshalled>;

/** A profile is four deep, a dict of tuples of dicts of tuples; code has the code of what is defined in it. */
const MAX_DEPTH = 100;
const END = 0x30;
const FLAG_REF = 0x80;

/** @throws Error that says what is wrong, in a few words. */
export function unmarshal(bytes: Uint8Array): Marshalled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refs: Marshalled[] = [];
  let at = 0;

  const take = (count: number): number => {
    if (count < 0 || at + count > bytes.length) throw new Error("it is cut off");
    at += count;
    return at - count;
  };
  const long = () => view.getInt32(take(4), true);
  const text = (length: number, encoding: string) => {
    const from = take(length);
    return new TextDecoder(encoding).decode(bytes.subarray(from, from + length));
  };

  const value = (depth: number): Marshalled => {
    if (depth > MAX_DEPTH) throw new Error("it is too deep");
    const byte = bytes[take(1)];
    // Numbered when it begins, so that what is inside comes after it.
    const ref = (byte & FLAG_REF) !== 0 ? refs.push(null) - 1 : -1;
    const found = read(byte & ~FLAG_REF, depth);
    if (ref >= 0) refs[ref] = found;
    return found;
  };

  const read = (type: number, depth: number): Marshalled => {
    switch (String.fromCharCode(type)) {
      case "N":
        return null;
      case "T":
        return true;
      case "F":
        return false;
      case "i":
        return long();
      case "I":
        return Number(view.getBigInt64(take(8), true));
      case "l":
        return digits(long());
      case "g":
        return view.getFloat64(take(8), true);
      case "f":
        return Number(text(bytes[take(1)], "ascii"));
      case "s":
      case "t":
      case "u":
        return text(long(), "utf-8");
      case "a":
      case "A":
        return text(long(), "ascii");
      case "z":
      case "Z":
        return text(bytes[take(1)], "ascii");
      case ")":
        return repeated(bytes[take(1)], depth);
      case "(":
        return repeated(long(), depth);
      case "{":
        return dict(depth);
      case "r": {
        const ref = long();
        if (!(ref >= 0 && ref < refs.length)) throw new Error("a reference points nowhere");
        return refs[ref];
      }
      case "c":
        return code(depth);
      case "y":
        take(16);
        return null;
      case "S":
      case ".":
        return null;
      case "<":
      case ">":
        return repeated(long(), depth);
      case ":":
        return repeated(3, depth);
      default:
        throw new Error(`it holds something of type ${JSON.stringify(String.fromCharCode(type))}`);
    }
  };

  /** A whole number of any size, in pieces of fifteen bits. */
  const digits = (count: number): number => {
    let number = 0;
    for (let n = 0; n < Math.abs(count); n++) number += view.getUint16(take(2), true) * 2 ** (15 * n);
    return count < 0 ? -number : number;
  };

  const repeated = (length: number, depth: number): Marshalled[] => {
    const items: Marshalled[] = [];
    for (let n = 0; n < length; n++) items.push(value(depth + 1));
    return items;
  };

  /**
   * Before Python 3.11 six whole numbers and its bytes, constants, names, variables, those of outer and inner functions,
   * file, name, first line, lines; since then five, bytes, constants, names, variables, their kinds (bytes), file, name,
   * qualified name, first line, lines, exceptions.
   */
  const code = (depth: number): Code => {
    // What follows the sixth is the code's bytes, or where they stood before; in the newer form it is their length's
    // uppermost byte, and that is 0.
    take(24);
    const older = "sr".includes(String.fromCharCode(bytes[at] & ~FLAG_REF));
    if (!older) at -= 4;
    repeated(5, depth);
    if (older) repeated(1, depth);
    const [file] = repeated(older ? 2 : 3, depth);
    const line = long();
    repeated(older ? 1 : 2, depth);
    if (typeof file !== "string") throw new Error("it holds code of another version of Python");
    return { file, line };
  };

  const dict = (depth: number): Map<Marshalled, Marshalled> => {
    const entries = new Map<Marshalled, Marshalled>();
    while (bytes[at] !== END) {
      const key = value(depth + 1);
      entries.set(key, value(depth + 1));
    }
    at++;
    return entries;
  };

  return value(0);
}
