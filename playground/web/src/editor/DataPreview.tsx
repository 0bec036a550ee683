/** A data file, shown in place of the editor: its size, and its first lines if it is text. */
import "../styles/data-preview.css";
import { useEffect, useState } from "preact/hooks";
import { MAIN } from "../program/file-names.ts";
import type { DataFile } from "../program/program-files.ts";
import { formatBytes, formatCount } from "../text.ts";
import { ScrollRegion } from "../ui/ScrollRegion.tsx";

/** Bytes that are read, and lines that are shown. */
const MAX_PREVIEW_BYTES = 40_000;
const MAX_PREVIEW_LINES = 200;

export function DataPreview({ file }: { file: DataFile }) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let unmounted = false;
    setText(null);
    void file.content
      ?.slice(0, MAX_PREVIEW_BYTES)
      .arrayBuffer()
      .then((bytes) => {
        if (!unmounted) setText(decodeText(bytes));
      });
    return () => {
      unmounted = true;
    };
  }, [file.content]);

  const lines = text?.split("\n") ?? [];
  if (lines.at(-1) === "") lines.pop();
  const cut = lines.length > MAX_PREVIEW_LINES || file.size > MAX_PREVIEW_BYTES;
  return (
    <div class="data-preview">
      <p>
        {formatBytes(file.size)}
        {text === "" && file.size > 0 ? ", not text that can be shown" : ""}
        {cut && text ? `, the first ${formatCount(Math.min(lines.length, MAX_PREVIEW_LINES), "line")}` : ""}
        <span class="muted">
          {" "}
          · {MAIN} reads it with <code>open({JSON.stringify(file.name)})</code>
        </span>
      </p>
      {lines.length > 0 && (
        <ScrollRegion class="data-lines" label={`The first lines of ${file.name}`}>
          <pre>{lines.slice(0, MAX_PREVIEW_LINES).join("\n")}</pre>
        </ScrollRegion>
      )}
    </div>
  );
}

/** Decodes text; "" if the bytes are not text. A character that is cut off at the end is dropped. */
function decodeText(bytes: ArrayBuffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return text.includes("\0") ? "" : text;
  } catch {
    return "";
  }
}
