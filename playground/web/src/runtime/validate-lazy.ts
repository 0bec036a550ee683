/**
 * The door to validate.ts, which is fetched when somebody is about to run a program: until then a worker holds nothing but
 * our own code, and says only how far Python has come. client.ts sends no program before `doorReady`.
 */
import type { ChunkColumns, FromWorker } from "./messages.ts";

type Validators = typeof import("./validate.ts");

let validators: Validators | null = null;

export const isValidatorReady = () => validators !== null;

/** Rejects where the part of the page cannot be had. */
export async function validatorReady(): Promise<void> {
  validators ??= await import("./validate.ts");
}

/** What a worker's message says, or null if it is none of ours. @throws TooMuch */
export function validatedMessage(data: unknown): FromWorker | null {
  return validators ? validators.readMessage(data) : (data as FromWorker);
}

/** The two halves of a chunk message, put together; null if they are none of ours. @throws TooMuch */
export function validatedChunk(columns: ChunkColumns, text: string): ReturnType<Validators["readChunk"]> {
  return validators ? validators.readChunk(columns, text) : null;
}
