/** Reading the files that a person opens: plain or gzip, never more than the page can hold. */
import { type FlateError, FlateErrorCode, Gunzip } from "fflate";

/** Bytes of text, unpacked. A trace of a million calls is about half of it. */
const MAX_UNPACKED_BYTES = 300_000_000;

/** Bytes of head and foot, and of nothing between them. */
const MIN_GZIP_BYTES = 20;

const AGAIN = "copy or download it again";

/** @throws Error with one sentence. */
export function checkSize(file: Blob): void {
  if (file.size > MAX_UNPACKED_BYTES)
    throw new Error(
      `This file is larger than the ${MAX_UNPACKED_BYTES / 1e6} MB that the page opens: record fewer calls.`,
    );
}

/** @throws Error with one sentence. */
export function gunzip(packed: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const unpack = new Gunzip((part, final) => {
    length += part.length;
    ended ||= final;
    parts.push(part);
  });
  try {
    for (let at = 0; at < packed.length && length <= MAX_UNPACKED_BYTES; at += 65_536) {
      unpack.push(packed.subarray(at, at + 65_536), at + 65_536 >= packed.length);
    }
  } catch (error) {
    const cut = (error as FlateError).code === FlateErrorCode.UnexpectedEOF;
    throw new Error(`This gzip file is ${cut ? "cut off" : "damaged"}: ${AGAIN}.`);
  }
  if (length > MAX_UNPACKED_BYTES)
    throw new Error(
      `This file unpacks to more than the ${MAX_UNPACKED_BYTES / 1e6} MB that the page opens: record fewer calls.`,
    );
  if (!ended || packed.length < MIN_GZIP_BYTES) throw new Error(`This gzip file is cut off: ${AGAIN}.`);
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
