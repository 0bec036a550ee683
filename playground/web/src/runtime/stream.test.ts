import { expect, test } from "vitest";
import { streamParts } from "./stream.ts";

function countingStream(upTo: number, onCancel: () => void = () => {}): ReadableStream<number> {
  let next = 0;
  const stream = new ReadableStream<number>({
    pull(controller) {
      if (next === upTo) controller.close();
      else controller.enqueue(next++);
    },
    cancel: onCancel,
  });
  // WebKit has no async iterator here.
  Object.defineProperty(stream, Symbol.asyncIterator, { value: undefined });
  return stream;
}

async function collect<Part>(stream: ReadableStream<Part>): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of streamParts(stream)) parts.push(part);
  return parts;
}

test("the loop gets every part of a stream, in order", async () => {
  expect(await collect(countingStream(3))).toEqual([0, 1, 2]);
});

test("leaving the loop early cancels the stream", async () => {
  let cancelled = false;
  for await (const part of streamParts(
    countingStream(3, () => {
      cancelled = true;
    }),
  ))
    if (part === 1) break;
  expect(cancelled).toBe(true);
});

test("a stream that breaks off throws in the loop", async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(new Error("cut")),
  });
  await expect(collect(broken)).rejects.toThrow("cut");
});
