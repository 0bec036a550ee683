/** For tests: a renderer that records one line per mark, rounded; the scene of a tree at rest; folds as text. */
import { callLabel } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import { type DrawList, type Kind, STRIDE } from "./draw/draw-list.ts";
import type { Renderer } from "./draw/renderer.ts";
import { LIGHT } from "./draw/theme.ts";
import { type Folds, foldAt, isHidden } from "./fold/fold.ts";
import { foldSentence } from "./fold/fold-facts.ts";
import type { RadialLayout } from "./tree/radial.ts";
import type { RadialScene } from "./tree/radial-scene.ts";

export class RecordingRenderer implements Renderer {
  lines: string[] = [];

  draw(list: DrawList): void {
    this.lines = [];
    for (const layer of list.layers) {
      for (const { kind, color, values, strings } of layer.batches) {
        const stride = STRIDE[kind];
        for (let i = 0; i < values.length; i += stride) {
          const numbers = values.slice(i, i + stride).map((x) => Math.round(x * 10) / 10);
          const words = kind === "text" ? ` "${strings[values[i + 4]]}"` : "";
          this.lines.push(
            `${kind} ${color} ${numbers.slice(0, kind === "text" ? 4 : stride).join(" ")}${words}`,
          );
        }
      }
    }
  }

  of(kind: Kind): string[] {
    return this.lines.filter((line) => line.startsWith(`${kind} `));
  }
}

/** A whole tree on a canvas of usual size, at rest. */
export function sceneOf(layout: RadialLayout, change: Partial<RadialScene> = {}): RadialScene {
  return {
    layout,
    sizeBy: "calls",
    camera: { zoom: 1, x: 0, y: 0 },
    width: 860,
    height: 780,
    theme: LIGHT,
    selected: -1,
    hovered: -1,
    emphasis: null,
    event: -1,
    step: -1,
    growth: 1,
    from: null,
    budget: 10_000,
    pixel: 1,
    labels: true,
    reserved: [],
    halos: true,
    ...change,
  };
}

/** The drawn calls as indented text, each with what it stands for. */
export function textFromFolds(trace: Trace, folds: Folds | null): string {
  const rows: string[] = [];
  for (let i = 0; i < trace.length; ) {
    if (isHidden(folds, i)) {
      i = trace.end[i];
      continue;
    }
    const fold = foldAt(trace, folds, i);
    const said = fold === null ? "" : `: ${foldSentence(trace, fold)}`;
    rows.push(`${"  ".repeat(trace.depth[i])}${callLabel(trace, i)}${said}`);
    i++;
  }
  return rows.join("\n");
}
