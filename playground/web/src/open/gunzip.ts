/** Checks the size of the files that the user opens and unpacks gzip, never to more than the page can hold. */
import { type FlateError, FlateErrorCode, Gunzip } from "fflate";

/** Bytes of text after unpacking. A trace of a million calls has about half as many. */
const MAX_UNPACKED_BYTES = 300_000_000;

/** Bytes of a gzip file without content: its header and trailer. */
const MIN_GZIP_BYTES = 20;

const RETRY_HINT = "copy or download it again";

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
  let isComplete = false;
  const unpack = new Gunzip((part, final) => {
    length += part.length;
    isComplete ||= final;
    parts.push(part);
  });
  try {
    for (let at = 0; at < packed.length && length <= MAX_UNPACKED_BYTES; at += 65_536) {
      unpack.push(packed.subarray(at, at + 65_536), at + 65_536 >= packed.length);
    }
  } catch (error) {
    const cut = (error as FlateError).code === FlateErrorCode.UnexpectedEOF;
    throw new Error(`This gzip file is ${cut ? "cut off" : "damaged"}: ${RETRY_HINT}.`);
  }
  if (length > MAX_UNPACKED_BYTES)
    throw new Error(
      `This file unpacks to more than the ${MAX_UNPACKED_BYTES / 1e6} MB that the page opens: record fewer calls.`,
    );
  if (!isComplete || packed.length < MIN_GZIP_BYTES)
    throw new Error(`This gzip file is cut off: ${RETRY_HINT}.`);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
