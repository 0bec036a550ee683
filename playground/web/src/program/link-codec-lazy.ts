/** Loads link-codec.ts, whose code is only needed when a link is opened or made. */
import { loadPart } from "../ui/load-part.ts";

let codec: typeof import("./link-codec.ts") | null = null;

export async function loadLinkCodec(): Promise<typeof import("./link-codec.ts")> {
  codec ??= await loadPart(() => import("./link-codec.ts"));
  return codec;
}

/** Has to be awaited before the program of an address is opened. */
export async function loadCodecFor(hash: string): Promise<void> {
  if (/[#&]code=/.test(hash)) await loadLinkCodec();
}

/** null where it could not be loaded, which the user has been told. */
export function loadedLinkCodec(): typeof import("./link-codec.ts") | null {
  return codec;
}
