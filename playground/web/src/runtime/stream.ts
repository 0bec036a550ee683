/** A stream as a loop over its parts, for browsers (WebKit) that do not let a stream itself be looped over. */
export async function* streamParts<Part>(stream: ReadableStream<Part>): AsyncGenerator<Part> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // Who leaves the loop early wants no more; of a stream that broke off the loop has said so itself.
    reader.cancel().catch(() => {});
  }
}
