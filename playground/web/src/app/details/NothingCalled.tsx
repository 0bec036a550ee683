/**
 * What is shown in place of a lone dot where a program called nothing of its own: what did not happen, and the lines
 * that would make it happen.
 */
import { useMemo } from "preact/hooks";
import { appendToProgram } from "../../program/documents.ts";
import { MAIN } from "../../program/file-names.ts";
import { shownFile } from "../../program/program-files.ts";
import { adviceFor } from "../../session/nothing-called.ts";
import { stale } from "../../session/run-program.ts";
import { panel } from "../../state/view-state.ts";
import type { Trace } from "../../trace/trace.ts";
import { Section } from "./Section.tsx";
import "../../styles/answers.css";

interface Props {
  trace: Trace;
}

/** In place of the picture. */
export function NothingCalled({ trace }: Props) {
  const advice = useMemo(() => adviceFor(trace), [trace]);
  if (!advice) return null;
  return (
    <div class="empty nothing-called">
      <svg class="empty-sun" viewBox="-60 -60 120 120" aria-hidden="true">
        <circle r="34" class="empty-ring" stroke-dasharray="3 4" />
        <circle r="8" class="empty-node" />
        <path d="M0-8V-30" class="empty-ray" stroke-dasharray="3 4" />
        <circle cy="-34" r="4.5" class="empty-ring missing" />
      </svg>
      <h2>{advice.title}</h2>
      <p>{advice.text}</p>
      <Lines lines={advice.add} />
    </div>
  );
}

/** In Details, where the picture does not say it. */
export function NothingCalledNote({ trace }: Props) {
  const advice = useMemo(() => adviceFor(trace), [trace]);
  if (!advice) return null;
  return (
    <Section title={advice.title}>
      <p class="muted">{advice.text}</p>
      <Lines lines={advice.add} />
    </Section>
  );
}

function Lines({ lines }: { lines: string }) {
  if (lines === "") return null;
  const add = () => {
    appendToProgram(lines);
    shownFile.value = MAIN;
    if (panel.peek() !== "code") panel.value = "code";
  };
  return (
    <div class="lines-to-add">
      <pre>
        <code>{lines.trimEnd()}</code>
      </pre>
      {!stale.value && (
        <button type="button" class="button" onClick={add}>
          Add to the program
        </button>
      )}
    </div>
  );
}
