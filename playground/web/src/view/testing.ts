/** For tests: a renderer that records one line per mark, rounded; the scene of a tree at rest; folds as text. */

import { callLabel } from "../trace/describe.ts";
import { generator, traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import { type DrawList, type Kind, STRIDE } from "./draw/draw-list.ts";
import type { Renderer } from "./draw/renderer.ts";
import { LIGHT } from "./draw/theme.ts";
import { drawnDepths, endOfHidden, type Folds, foldAt, isHidden } from "./fold/fold.ts";
import { foldSentence } from "./fold/fold-facts.ts";
import { AT_REST } from "./tree/at-rest.ts";
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
    ...AT_REST,
    width: 860,
    height: 780,
    theme: LIGHT,
    budget: 10_000,
    labels: true,
    reserved: [],
    halos: true,
    ...change,
  };
}

/** A tree of long chains of recursion, with leaves, equal siblings and other chains on their way. */
export function traceOfChains(seed: number): Trace {
  const random = generator(seed);
  const rows = ["main.py"];
  const add = (depth: number, chains: number) => {
    for (let n = 1 + Math.floor(random() * 3); n > 0; n--) {
      const name = "abc"[Math.floor(random() * 3)];
      const links = random() < 0.6 ? 10 + Math.floor(random() * 20) : 1;
      const times = random() < 0.3 ? ` × ${2 + Math.floor(random() * 15)}` : "";
      for (let k = 0; k < links; k++) {
        if (k > 0 && random() < 0.3) rows.push(`${"  ".repeat(depth + k)}look()`);
        rows.push(`${"  ".repeat(depth + k)}${name}()${k === 0 ? times : ""}`);
      }
      if (chains > 0) add(depth + links, chains - 1);
    }
  };
  while (rows.length < 120) add(1, 2);
  return traceFromText(rows.join("\n"));
}

/** The drawn calls as indented text, each with what it stands for. */
export function textFromFolds(trace: Trace, folds: Folds | null): string {
  const rows: string[] = [];
  for (let i = 0; i < trace.length; ) {
    if (folds !== null && isHidden(folds, i)) {
      i = endOfHidden(trace, folds, i);
      continue;
    }
    const fold = foldAt(trace, folds, i);
    const said = fold === null ? "" : `: ${foldSentence(trace, fold)}`;
    rows.push(`${"  ".repeat(drawnDepths(trace, folds)[i])}${callLabel(trace, i)}${said}`);
    i++;
  }
  return rows.join("\n");
}
