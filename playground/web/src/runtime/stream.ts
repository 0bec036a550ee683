/** Iterates over the parts of a stream, for browsers (WebKit) whose streams are not iterable. */
export async function* streamParts<Part>(stream: ReadableStream<Part>): AsyncGenerator<Part> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // Leaving the loop early cancels the stream; if the stream itself broke off, the loop has thrown that error
    // already.
    reader.cancel().catch(() => {});
  }
}
