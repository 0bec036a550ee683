/**
 * A parser for the part of Python's marshal format (versions 2 to 5) that profiles use: dicts, tuples, integers,
 * floats, strings and back references; and code objects (Python 3.8 and newer) with their constants, because `python
 * -m profile` names the program by its code object. What the values mean is profile.ts's business.
 */

/** The part of a code object that is kept. */
export interface Code {
  file: string;
  line: number;
}

export type Marshalled = null | boolean | number | string | Code | Marshalled[] | Map<Marshalled, Marshalled>;

/** A profile is four levels deep, but code objects hold the code objects of the functions defined in them. */
const MAX_DEPTH = 100;
const END = 0x30;
const FLAG_REF = 0x80;

/** @throws Error whose message says in a few words what is wrong. */
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
    // A reference gets its number when its value begins, so that the values inside get later ones.
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

  /** An integer of any size, in digits of fifteen bits. */
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
   * Before Python 3.11, a code object is six integers, bytecode, constants, names, variables, free and cell
   * variables, file, name, first line and line table; since then it is five integers, bytecode, constants, names,
   * variables, their kinds (bytes), file, name, qualified name, first line, line table and exception table.
   */
  const code = (depth: number): Code => {
    // In the older form, the bytecode follows the sixth integer, as a string or as a reference to one. In the newer
    // form the bytes taken for a sixth integer are the bytecode's type and the start of its length; the next byte is
    // the length's uppermost one, which is 0.
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
