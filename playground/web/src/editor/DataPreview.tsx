/** A data file in the editor's place: how large it is, and its first lines where it is text. */
import { useEffect, useState } from "preact/hooks";
import { MAIN } from "../program/file-names.ts";
import type { DataFile } from "../program/program-files.ts";
import { formatBytes, formatCount } from "../text.ts";
import { ScrollRegion } from "../ui/ScrollRegion.tsx";

/** Bytes that are looked at, and lines that are shown. */
const MAX_PREVIEW_BYTES = 40_000;
const MAX_PREVIEW_LINES = 200;

export function DataPreview({ file }: { file: DataFile }) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    setText(null);
    void file.content
      ?.slice(0, MAX_PREVIEW_BYTES)
      .arrayBuffer()
      .then((bytes) => {
        if (!gone) setText(readable(bytes));
      });
    return () => {
      gone = true;
    };
  }, [file.content]);

  const lines = text?.split("\n") ?? [];
  if (lines.at(-1) === "") lines.pop();
  const cut = lines.length > MAX_PREVIEW_LINES || file.size > MAX_PREVIEW_BYTES;
  return (
    <div class="data-preview">
      <p>
        {formatBytes(file.size)}
        {text === "" && file.size > 0 ? ", not text" : ""}
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

/** "" for bytes that are no text; a character cut off at the end does not count. */
function readable(bytes: ArrayBuffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return text.includes("\0") ? "" : text;
  } catch {
    return "";
  }
}
