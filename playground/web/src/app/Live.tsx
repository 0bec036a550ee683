/**
 * What is to be seen of Live beside the status line: a button that says how many calls the last edit has changed. Pressing it
 * lights these calls for a moment and lists them.
 */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { lastChanges, startLive } from "../session/live.ts";
import { keepShownRun } from "../session/run-program.ts";
import { keepRun } from "../state/kept-runs.ts";
import { comparing, litCalls, recordedTrace, shownCall, shownTrace } from "../state/view-state.ts";
import { formatCount } from "../text.ts";
import type { Changes } from "../trace/counterparts.ts";
import { callLabel, resultText } from "../trace/describe.ts";
import { NOTHING } from "../trace/matches.ts";
import type { Trace } from "../trace/trace.ts";
import { usePopover } from "../ui/popover.ts";
import { CallLink } from "./details/CallLink.tsx";
import "../styles/live.css";

/** How long changed calls stand out, in ms. */
const LIT_MS = 4000;
/** So many calls of each kind are listed. */
const MAX_LISTED = 30;

export function Live() {
  useEffect(startLive, []);
  const change = lastChanges.value;
  // Whoever opens or runs something else has gone on.
  if (!change || change.after !== recordedTrace.value) return null;
  return <WhatChanged {...change} />;
}

function WhatChanged({ before, after, changes }: { before: Trace; after: Trace; changes: Changes }) {
  const { open, setOpen, root, button } = usePopover();
  const { fresh, other, gone } = changes;
  const told = summary(changes);
  useEffect(() => darken, [after]);
  return (
    <div class="popover-root live-changes" ref={root}>
      <button
        type="button"
        class="hint"
        ref={button}
        aria-label={`What changed: ${told}`}
        title="What the last edit changed"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => {
          if (!open) light(after, [...fresh, ...other.map(({ call }) => call)]);
          setOpen(!open);
        }}
      >
        {told}
      </button>
      {open && (
        <div class="popover" role="dialog" aria-label="What changed">
          <Listed
            title="New"
            calls={fresh}
            show={(call) => <ShownCall call={call}>{callWithResult(after, call)}</ShownCall>}
          />
          <Listed
            title="Other results"
            calls={other}
            show={({ call, was }) => (
              <>
                <ShownCall call={call}>{callWithResult(after, call)}</ShownCall>{" "}
                <span class="muted">was {resultText(before, was)}</span>
              </>
            )}
          />
          <Listed title="Gone" calls={gone} show={(call) => <code>{callWithResult(before, call)}</code>} />
          <button
            type="button"
            class="button"
            onClick={() => {
              setOpen(false);
              keepRun(before, "Before the edit");
              keepShownRun();
              comparing.value = true;
            }}
          >
            Compare both runs
          </button>
        </div>
      )}
    </div>
  );
}

const callWithResult = (trace: Trace, call: number) =>
  `${callLabel(trace, call)} → ${resultText(trace, call)}`;

/** A call of the whole run as a link to it; as text where filters have left it out. */
function ShownCall({ call, children }: { call: number; children: string }) {
  const shown = shownTrace.value;
  const at = shownCall(call);
  if (!shown || at < 0) return <code>{children}</code>;
  return (
    <CallLink trace={shown} call={at}>
      {children}
    </CallLink>
  );
}

interface ListedProps<Item> {
  title: string;
  calls: readonly Item[];
  show: (item: Item) => ComponentChildren;
}

function Listed<Item>({ title, calls, show }: ListedProps<Item>) {
  if (calls.length === 0) return null;
  const rest = calls.length - MAX_LISTED;
  return (
    <>
      <h3>
        {title} <span class="muted">{formatCount(calls.length)}</span>
      </h3>
      <ul aria-label={title}>
        {calls.slice(0, MAX_LISTED).map((item, i) => (
          <li key={i}>{show(item)}</li>
        ))}
      </ul>
      {rest > 0 && <p class="muted">and {formatCount(rest, "more call", "more calls")}</p>}
    </>
  );
}

/** "3 new, 2 gone, 5 other results" */
function summary({ fresh, gone, other }: Changes): string {
  const parts = [
    fresh.length > 0 && `${formatCount(fresh.length)} new`,
    gone.length > 0 && `${formatCount(gone.length)} gone`,
    other.length > 0 && formatCount(other.length, "other result"),
  ];
  return parts.filter(Boolean).join(", ");
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Has these calls of the whole run stand out for a moment. */
function light(run: Trace, calls: readonly number[]): void {
  clearTimeout(timer);
  const shown = shownTrace.peek();
  if (!shown || run !== recordedTrace.peek() || calls.length === 0) return;
  const marks = new Uint8Array(shown.length);
  for (const call of calls) {
    const at = shownCall(call);
    if (at >= 0) marks[at] = 1;
  }
  const count = marks.reduce((sum, mark) => sum + mark, 0);
  litCalls.value = { query: { ...NOTHING, words: [{ text: "changed", pieces: [] }] }, marks, count };
  timer = setTimeout(darken, LIT_MS);
}

function darken(): void {
  clearTimeout(timer);
  litCalls.value = null;
}
