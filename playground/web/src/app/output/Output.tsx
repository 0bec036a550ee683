/** The output of the program, while it prints it. It is shown as text, never as markup. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { saving } from "../../export/save-lazy.ts";
import { mayReadInput } from "../../program/inputs.ts";
import { outputFiles } from "../../program/output-files.ts";
import { shownByLive } from "../../session/live-state.ts";
import { appAnswers, busy, waitsForInput } from "../../session/run-program.ts";
import { isLiveOutput, lengthOfPieces, type OutputBlock, output } from "../../state/output-log.ts";
import { shownTrace, stepIndex } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { piecesPrintedBy, stepCount, timeAt } from "../../trace/steps.ts";
import { SaveIcon } from "../../ui/icons.tsx";
import { Lazy } from "../../ui/Lazy.tsx";
import { Question } from "./Question.tsx";

const loadBrowser = async () => (await import("../browser/Browser.tsx")).Browser;
const loadOutputFiles = async () => (await import("./OutputFiles.tsx")).OutputFiles;
const loadInputs = async () => (await import("./Inputs.tsx")).Inputs;

export function Output() {
  const log = useRef<HTMLDivElement>(null);
  const [browserChosen, setBrowserChosen] = useState(false);
  const browsing = browserChosen && appAnswers.value;
  const isScrolledToEnd = useRef(true);
  const lastTop = useRef(0);
  const { first, last, cut } = output.value;
  const run = shownTrace.value;
  const at = stepIndex.value;
  // While stepping, so many characters had been printed by the step; the rest is shown as still to come.
  const printed =
    run && at >= 0 && at < stepCount(run) - 1
      ? lengthOfPieces(piecesPrintedBy(run, timeAt(run, at)))
      : Number.POSITIVE_INFINITY;
  const firstLength = first.reduce((sum, { text }) => sum + text.length, 0);
  const empty = first.length === 0;

  useLayoutEffect(() => {
    const element = log.current!;
    if (empty) isScrolledToEnd.current = true;
    if (isLiveOutput.peek() && isScrolledToEnd.current) element.scrollTop = element.scrollHeight;
  }, [output.value]);

  // A field below the log takes room of it: the end stays in sight.
  useLayoutEffect(() => {
    const element = log.current!;
    const observer = new ResizeObserver(() => {
      if (isLiveOutput.peek() && isScrolledToEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Another recorded run is shown from its beginning. `first[0]` stays while more of the same run comes with each
  // frame.
  useLayoutEffect(() => {
    if (!isLiveOutput.peek()) log.current!.scrollTop = 0;
  }, [first[0]]);

  // While stepping, what was printed last is scrolled into view.
  useLayoutEffect(() => {
    const element = log.current!;
    const next = element.querySelector<HTMLElement>(".output-later");
    if (!Number.isFinite(printed)) return;
    if (!next) element.scrollTop = element.scrollHeight;
    else {
      const box = next.getClientRects()[0] ?? next.getBoundingClientRect();
      const { top, height } = element.getBoundingClientRect();
      if (box.top < top + 20 || box.top > top + height - 20) element.scrollTop += box.top - top - height / 2;
    }
  }, [printed, output.value]);

  return (
    <section class="pane output" data-panel="output" aria-labelledby="output-title">
      <div class="output-head">
        <h2 id="output-title" class="pane-title">
          Output
        </h2>
        {appAnswers.value && (
          <button
            type="button"
            class="text-button"
            aria-pressed={browsing}
            title="Use the app of this program"
            onClick={() => setBrowserChosen(!browsing)}
          >
            Browser
          </button>
        )}
        {!empty && !busy.value && (
          <button
            type="button"
            class="more-button"
            aria-label="Save output"
            title="Save output"
            onClick={() => void saving((save) => save.saveOutput())}
          >
            <SaveIcon />
          </button>
        )}
      </div>
      <div
        class="output-log"
        role="log"
        aria-live={shownByLive.value ? "off" : undefined}
        aria-label="Output"
        hidden={browsing}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        ref={log}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          const up = scrollTop < lastTop.current;
          lastTop.current = scrollTop;
          if (scrollHeight - scrollTop - clientHeight < 24) isScrolledToEnd.current = true;
          // Without having been scrolled up, the end is out of sight because the log grew or became lower.
          else if (up) isScrolledToEnd.current = false;
        }}
      >
        {outputBlocks(first, printed)}
        {cut > 0 && <p class="output-cut">{formatCount(cut, "character")} in between are not shown</p>}
        {outputBlocks(last, printed - firstLength - cut)}
        {empty && <p class="output-empty">{emptyText()}</p>}
      </div>
      {browsing && <Lazy load={loadBrowser} />}
      {!busy.value && outputFiles.value.length > 0 && <Lazy load={loadOutputFiles} />}
      {waitsForInput.value ? (
        <Question secret={waitsForInput.value === "secret"} />
      ) : (
        !browsing && mayReadInput.value && <Lazy load={loadInputs} />
      )}
    </section>
  );
}

/** The first `printed` characters of the blocks, and the rest as not yet printed. */
function outputBlocks(blocks: readonly OutputBlock[], printed: number) {
  let left = printed;
  return blocks.map((block) => {
    const { id, stream, failure, text, image } = block;
    const printedHere = Math.min(text.length, Math.max(0, left));
    const isWhole = printedHere === text.length;
    left -= text.length;
    if (image) {
      const shown = isWhole ? "output-figure" : "output-figure output-later";
      return <img key={id} class={shown} src={image} alt={text} />;
    }
    return (
      <span
        key={id}
        class={`${failure ? "stderr failure" : stream}${printedHere === 0 && !isWhole ? " output-later" : ""}`}
      >
        {stream === "stderr" && <span class="visually-hidden">Error output: </span>}
        {styled(block, 0, printedHere)}
        {!isWhole &&
          (printedHere === 0 ? (
            styled(block, 0, text.length)
          ) : (
            <span class="output-later">{styled(block, printedHere, text.length)}</span>
          ))}
      </span>
    );
  });
}

/** A part of a block's text, its colours and links as elements of their own. */
function styled({ text, spans }: OutputBlock, from: number, to: number) {
  if (!spans) return text.slice(from, to);
  const parts: ComponentChildren[] = [];
  let at = from;
  for (const span of spans) {
    const begin = Math.max(at, span.from);
    const end = Math.min(to, span.to);
    if (begin >= end) continue;
    const shown = text.slice(begin, end);
    parts.push(
      text.slice(at, begin),
      span.href ? (
        <a style={span.css} href={span.href} title={span.href} target="_blank" rel="noopener noreferrer">
          {shown}
        </a>
      ) : (
        <span style={span.css}>{shown}</span>
      ),
    );
    at = end;
  }
  parts.push(text.slice(at, to));
  return parts;
}

function emptyText(): string {
  if (busy.value) return "Nothing printed yet";
  if (!shownTrace.value) return "What the program prints appears here";
  // Files of other tools do not hold what was printed.
  return shownTrace.value.environment.python
    ? "This run printed nothing"
    : "What was printed is not in this file";
}
