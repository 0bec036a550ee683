/** The door to link-codec.ts, whose code is fetched where a link is opened or made. */
let packed: typeof import("./link-codec.ts") | null = null;

export async function packing(): Promise<typeof import("./link-codec.ts")> {
  packed ??= await import("./link-codec.ts");
  return packed;
}

/** To be waited for before the program of an address is opened. */
export async function readyFor(hash: string): Promise<void> {
  if (/[#&]code=/.test(hash)) await packing();
}

export function unpacking(): typeof import("./link-codec.ts") {
  if (!packed) throw new Error("readyFor was not waited for");
  return packed;
}
