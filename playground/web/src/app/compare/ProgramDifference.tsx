/** The lines in which the programs of two runs differ, above what that made of their calls. */
import { useMemo } from "preact/hooks";
import { formatCount } from "../../text.ts";
import { type FileDifference, programDifference } from "../../trace/program-difference.ts";
import type { DifferenceLine, Hunk } from "../../trace/text-difference.ts";
import type { Trace } from "../../trace/trace.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";

/** So many lines are drawn at most. */
const MAX_LINES = 400;
const SIGNS = { same: " ", new: "+", gone: "−" } as const;
const WORDS = { same: "", new: "new: ", gone: "gone: " } as const;

export function ProgramDifference({ before, after }: { before: Trace; after: Trace }) {
  const files = useMemo(() => programDifference(before, after), [before, after]);
  if (files === null) return null;
  if (files.length === 0) return <p class="compare-same-text">The program’s text is the same.</p>;
  return (
    <ScrollRegion class="compare-text" label="What differs in the text">
      {files.map((file) => (
        <File key={file.file} difference={file} />
      ))}
    </ScrollRegion>
  );
}

function File({ difference: { file, kind, hunks, added, removed } }: { difference: FileDifference }) {
  const counts = [
    added > 0 && formatCount(added, "line is new", "lines are new"),
    removed > 0 && formatCount(removed, "line is gone", "lines are gone"),
  ].filter((text) => text !== false);
  const lines = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  let room = MAX_LINES;
  return (
    <section>
      <h3>
        <code>{file}</code>
        <small>{kind === "changed" ? counts.join(", ") : kind}</small>
      </h3>
      {kind !== "gone" && (
        <pre>
          {hunks.map((hunk, i) => {
            const shown = hunk.lines.slice(0, Math.max(0, room));
            room -= shown.length;
            return shown.length > 0 && <HunkLines key={i} hunk={{ ...hunk, lines: shown }} />;
          })}
        </pre>
      )}
      {kind !== "gone" && lines > MAX_LINES && (
        <p class="muted">{formatCount(lines - MAX_LINES, "more line")} not shown.</p>
      )}
    </section>
  );
}

export function HunkLines({ hunk: { skipped, lines } }: { hunk: Hunk }) {
  return (
    <>
      {skipped > 0 && <span class="compare-skipped">{`⋯ ${formatCount(skipped, "equal line")}\n`}</span>}
      {lines.map((line, i) => (
        <Line key={i} line={line} />
      ))}
    </>
  );
}

/** The sign and the word say what the colour says. */
function Line({ line: { kind, text, number } }: { line: DifferenceLine }) {
  const Tag = kind === "new" ? "ins" : kind === "gone" ? "del" : "span";
  return (
    <Tag class="compare-line">
      <span class="compare-number" aria-hidden="true">
        {number}
      </span>
      <span aria-hidden="true">{SIGNS[kind]} </span>
      <span class="visually-hidden">{WORDS[kind]}</span>
      {text}
      {"\n"}
    </Tag>
  );
}
