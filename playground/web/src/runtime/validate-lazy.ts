/**
 * Loads validate.ts when the user is about to run a program: until then a worker holds nothing but our own code, and
 * only reports how far Python has started. client.ts sends no program before `validatorReady`.
 */

import type { TraceBuilder } from "../trace/builder.ts";
import type { ChunkColumns } from "../trace/chunk-columns.ts";
import type { FromWorker } from "./messages.ts";

type Validators = typeof import("./validate.ts");

let validator: Validators | null = null;

export const isValidatorReady = () => validator !== null;

/** Rejects if the code cannot be loaded. */
export async function validatorReady(): Promise<void> {
  validator ??= await import("./validate.ts");
}

/** What puts a run's chunks together, which comes with the code that validates them. */
export function makeBuilder(): TraceBuilder {
  if (!validator) throw new Error("makeBuilder comes after validatorReady");
  return new validator.TraceBuilder();
}

/** Returns a worker's message, or null if it is not valid. @throws TooMuch */
export function validatedMessage(data: unknown): FromWorker | null {
  return validator ? validator.readMessage(data) : (data as FromWorker);
}

/** Returns the two halves of a chunk message, put together; null if they are not valid. @throws TooMuch */
export function validatedChunk(columns: ChunkColumns, text: string): ReturnType<Validators["readChunk"]> {
  return validator ? validator.readChunk(columns, text) : null;
}
