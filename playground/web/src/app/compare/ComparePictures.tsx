/**
 * Two runs as pictures side by side, with each call in the same place in both and the calls that differ emphasized.
 * The table below (Compare.tsx) gives the same in words and for the keyboard.
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { treeForm } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { type Comparison, type Side, sideTrace, VERDICTS } from "../../trace/compare.ts";
import { qualifiedLabel, timeText } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import { listenToGestures } from "../../view/draw/gestures.ts";
import { emphasisOf, withCallers } from "../../view/fold/emphasis.ts";
import { TreeStage } from "../../view/tree/tree-stage.ts";

interface Props {
  comparison: Comparison;
  before: Trace;
  after: Trace;
  /** Called when a person presses a call; `row` is its row of the comparison. */
  press(row: number): void;
}

export function ComparePictures({ comparison, before, after, press }: Props) {
  const [row, setRow] = useState(-1);
  const shared = { comparison, row, setRow, press };
  return (
    <div class="compare-pictures">
      <SidePicture {...shared} name="Before" run={before} side={comparison.before} />
      <SidePicture {...shared} name="After" run={after} side={comparison.after} />
      <p class="compare-row" aria-hidden="true">
        {row >= 0 ? rowText(comparison, row, before, after) : "Point at a call to compare it"}
      </p>
    </div>
  );
}

interface SideProps {
  name: string;
  comparison: Comparison;
  run: Trace;
  side: Side;
  row: number;
  setRow(row: number): void;
  press(row: number): void;
}

function SidePicture({ name, comparison, run, side, row, setRow, press }: SideProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<TreeStage | null>(null);
  const trace = useMemo(() => sideTrace(run, comparison, side), [run, comparison, side]);
  const emphasis = useMemo(() => {
    // Where nothing differs, nothing is dimmed.
    if (comparison.verdict.every((verdict) => verdict === 0)) return null;
    const marks = Uint8Array.from(side.calls, (calls, at) =>
      calls > 0 && comparison.verdict[at] > 0 ? 1 : 0,
    );
    return emphasisOf(marks, withCallers(marks, trace.parent));
  }, [comparison, side, trace]);
  const latest = useRef({ setRow, press });
  latest.current = { setRow, press };

  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const treeStage = new TreeStage(element);
    stage.current = treeStage;
    const stop = listenToGestures(element, {
      hover: (at) => latest.current.setRow(at ? treeStage.callAt(at.x, at.y) : -1),
      tap: (at) => {
        const pressed = treeStage.callAt(at.x, at.y, 12);
        if (pressed >= 0) latest.current.press(pressed);
      },
      doubleTap: () => treeStage.home(),
      pan: (dx, dy) => treeStage.pan(dx, dy),
      zoom: (factor, at) => treeStage.zoomBy(factor, at),
    });
    return () => {
      stop();
      treeStage.dispose();
    };
  }, []);
  useEffect(() => {
    stage.current?.show({
      since: performance.now(),
      trace,
      selected: row,
      hovered: -1,
      focused: -1,
      emphasis: emphasis,
      event: -1,
      step: -1,
      folds: null,
      sizeBy: "time",
      // A call has the same place in both circles, and would not in two trees of boxes.
      form: treeForm.peek() === "half" ? "half" : "whole",
    });
  }, [trace, emphasis, row]);

  const differing = emphasis ? emphasis.marks.reduce((sum, mark) => sum + mark, 0) : 0;
  return (
    <figure>
      <figcaption>{name}</figcaption>
      <div class="compare-canvas">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${name}: ${differing === 0 ? "nothing differs" : `${formatCount(differing, "path")} emphasized`}`}
        />
      </div>
    </figure>
  );
}

/** "parse · more often · 2 calls, 3 ms before · 5 calls, 4 ms after". */
function rowText({ functions, verdict, ...sides }: Comparison, row: number, was: Trace, is: Trace): string {
  const side = ({ calls, time }: Side, run: Trace) =>
    calls[row] === 0 ? "not" : `${formatCount(calls[row], "call")}, ${timeText(run, time[row])}`;
  const said = VERDICTS[verdict[row]];
  return `${qualifiedLabel(functions[row])}${said === "same" ? "" : ` · ${said}`} · ${side(sides.before, was)} before · ${side(sides.after, is)} after`;
}
