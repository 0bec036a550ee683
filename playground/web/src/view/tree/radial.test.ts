import { describe, expect, test } from "vitest";
import { overlapsIn } from "../../../tools/svg-overlaps.ts";
import { sheetOf } from "../../export/picture-sheet.ts";
import { svgSheet } from "../../export/svg-sheet.ts";
import { NO_ARGUMENTS } from "../../trace/arguments.ts";
import { endStep } from "../../trace/steps.ts";
import { fibonacciTrace, randomTrace, traceFromText } from "../../trace/testing.ts";
import type { Trace } from "../../trace/trace.ts";
import { EXCEPTION } from "../draw/color.ts";
import { HitGrid } from "../draw/hit.ts";
import { boxesTouch, touches, uprightBox } from "../draw/label-room.ts";
import { widthOf } from "../draw/labels.ts";
import { LABEL_SIZE, palette } from "../draw/palette.ts";
import { LIGHT } from "../draw/theme.ts";
import { currentEmphasis, type Emphasis, emphasisOf } from "../fold/emphasis.ts";
import { fold, NOTHING_UNFOLDED } from "../fold/fold.ts";
import { RecordingRenderer, sceneOf } from "../testing.ts";
import { angleOf, callAtAngle, levelOf, type RadialLayout, sizeOf } from "./radial.ts";
import { drawRadial } from "./radial-draw.ts";
import { layoutRadial } from "./radial-layout.ts";
import { edgeCurves, type Places } from "./radial-marks.ts";
import type { RadialScene } from "./radial-scene.ts";

const named = ({ functions }: Trace, name: string): number =>
  functions.findIndex((info) => info.name === name);

const TREES: [string, Trace][] = [
  ["fibonacci(9)", fibonacciTrace(9)],
  ["a bushy tree", randomTrace(400, 2, 0.9)],
  ["a narrow tree", randomTrace(400, 3, 0.1)],
  ["one call", traceFromText("main.py")],
  [
    "a short spiral of large nodes",
    traceFromText("m.py\n  f(5)\n    f(4)\n      f(3)\n        f(2)\n          f(1)"),
  ],
  ["several first calls", traceFromText("a()\n  b()\nc()\n  d()\n    e()")],
];

describe.each(TREES)("the layout of %s", (_, trace) => {
  const layout = layoutRadial(trace, -1);
  const inner = layout.chain.at(-1) ?? -1;

  test("children lie in their parent's sector, in call order, without overlap", () => {
    const filled = new Map<number, number>();
    for (let i = 0; i < trace.length; i++) {
      if (i <= inner) continue;
      const p = trace.parent[i];
      const from = p < 0 || p <= inner ? 0 : layout.sector[p];
      const to = p < 0 || p <= inner ? 2 * Math.PI : from + layout.span[p];
      expect(layout.sector[i]).toBeGreaterThanOrEqual(Math.max(from, filled.get(p) ?? 0) - 1e-6);
      expect(layout.sector[i] + layout.span[i]).toBeLessThanOrEqual(to + 1e-6);
      filled.set(p, layout.sector[i] + layout.span[i]);
    }
  });

  test("every node stands in its own sector, at its own depth", () => {
    for (let i = inner + 1; i < trace.length; i++) {
      const angle = angleOf(layout, i) - layout.twist * layout.rings[levelOf(layout, i)];
      expect(angle).toBeGreaterThanOrEqual(layout.sector[i] - 1e-6);
      expect(angle).toBeLessThanOrEqual(layout.sector[i] + layout.span[i] + 1e-6);
      if (trace.parent[i] > inner) expect(levelOf(layout, i)).toBe(levelOf(layout, trace.parent[i]) + 1);
    }
  });

  test("the disc is used whole", () => {
    if (trace.length > 1) expect(layout.rings[layout.rings.length - 1]).toBeCloseTo(1, 9);
  });

  test("every call is found by its sector", () => {
    if (layout.twist !== 0) return;
    for (let i = inner + 1; i < trace.length; i++) {
      expect(callAtAngle(layout, layout.sector[i] + layout.span[i] / 2, levelOf(layout, i))).toBe(i);
    }
  });

  test("the same run gives the same picture", () => {
    const [one, two] = [new RecordingRenderer(), new RecordingRenderer()];
    one.draw(drawRadial(sceneOf(layout)).list);
    two.draw(drawRadial(sceneOf(layoutRadial(trace, -1))).list);
    expect(one.lines).toEqual(two.lines);
  });

  test("edges stay between both rings, in their parent's sector", () => {
    const strays: number[] = [];
    const at: Places = {
      x: new Float32Array(2),
      y: new Float32Array(2),
      r: new Float32Array(2),
      angle: new Float32Array(2),
    };
    for (let i = inner + 1; i < trace.length; i++) {
      const p = trace.parent[i];
      if (p <= inner) continue;
      [p, i].forEach((k, n) => {
        at.angle[n] = angleOf(layout, k);
        at.x[n] = 500 * layout.rings[levelOf(layout, k)] * Math.sin(at.angle[n]);
        at.y[n] = -500 * layout.rings[levelOf(layout, k)] * Math.cos(at.angle[n]);
      });
      for (const [x, y] of edgePoints(at, layout)) {
        const r = Math.hypot(x, y) / 500;
        const angle = Math.atan2(x, -y) - layout.twist * r - layout.sector[p];
        const turn = angle - 2 * Math.PI * Math.floor((angle + 0.1) / (2 * Math.PI));
        const inRings =
          r > layout.rings[levelOf(layout, p)] - 0.02 && r < layout.rings[levelOf(layout, i)] + 0.02;
        if (!inRings || turn > layout.span[p] + 0.1) strays.push(i);
      }
    }
    expect(strays).toEqual([]);
  });

  test.each([
    [860, 780],
    [390, 560],
    [900, 300],
  ])("what is drawn fits a box of %d × %d, and nothing lies under its tools", (width, height) => {
    const tool = [width - 200, height - 44, 196, 40] as const;
    const picture = drawRadial(sceneOf(layout, { width, height, reserved: [tool] }));
    for (let n = 0; n < picture.nodeCount; n++) {
      const [, x, y, r] = picture.nodes.slice(n * 4, n * 4 + 4);
      expect(Math.min(x - r, y - r, width - x - r, height - y - r)).toBeGreaterThanOrEqual(0);
      expect(touches(uprightBox(...tool), x, y, r)).toBe(false);
    }
    for (const { box } of picture.labels) expect(boxesTouch(box, uprightBox(...tool))).toBe(false);
  });

  test("labels touch neither one another nor a node, in the file of the picture", () => {
    const { list } = drawRadial(sceneOf(layout));
    const options = { trace, title: "", kind: "", from: 0, to: trace.length, inset: 0, theme: LIGHT };
    expect(overlapsIn(svgSheet(sheetOf(list, 860, 780, options)))).toEqual([]);
  });
});

/** Points of the edge between two places. */
function edgePoints(at: Places, { twist }: RadialLayout): [number, number][] {
  const curves = edgeCurves(at, 0, 1, { cx: 0, cy: 0 }, 2, 2, twist === 0 ? "radial" : "spiral");
  return curves.flatMap((c) =>
    [0, 0.25, 0.5, 0.75, 1].map((t): [number, number] => {
      const s = 1 - t;
      const of = (i: number) =>
        s * s * s * c[i] + 3 * s * s * t * c[i + 3] + 3 * s * t * t * c[i + 5] + t * t * t * c[i + 7];
      return [of(0), of(1)];
    }),
  );
}

describe("the centre", () => {
  test.each([
    [646, 760],
    [390, 560],
  ])("says what it is, in a picture of %d × %d", (width, height) => {
    const layout = layoutRadial(fibonacciTrace(6), -1);
    const { labels } = drawRadial(sceneOf(layout, { width, height }));
    const middle = labels.find(({ call }) => levelOf(layout, call) === 0);
    expect(middle?.text).toMatch(/fibonacci\(6\)( → 8)?$/);
  });

  test("a chain of only children shares it", () => {
    const layout = layoutRadial(traceFromText("main.py\n  play()\n    round(1)\n    round(2)"), -1);
    expect(layout.chain).toEqual([0, 1]);
    expect([0, 1, 2, 3].map((k) => levelOf(layout, k))).toEqual([0, 0, 1, 1]);
  });

  test("a run that is only a chain becomes a spiral instead", () => {
    const layout = layoutRadial(
      traceFromText(Array.from({ length: 12 }, (_, i) => `${"  ".repeat(i)}f(${i})`).join("\n")),
      -1,
    );
    expect(layout.chain).toEqual([0]);
    expect(layout.twist).toBeGreaterThan(Math.PI);
  });

  test("focusing puts a call there, and lays out its subtree only", () => {
    const trace = fibonacciTrace(6);
    const layout = layoutRadial(trace, 2);
    expect([layout.from, layout.to]).toEqual([2, trace.end[2]]);
    expect(levelOf(layout, 0)).toBe(0);
  });
});

describe("what is drawn", () => {
  const trace = fibonacciTrace(9);
  const layout = layoutRadial(trace, -1);

  test("a node for every call, sized by the calls below it", () => {
    const picture = drawRadial(sceneOf(layout));
    expect(picture.nodeCount).toBe(trace.length - 1);
    expect(picture.tooSmall).toBe(0);
    const radius = new Map<number, number>();
    for (let n = 0; n < picture.nodeCount; n++) radius.set(picture.nodes[n * 4], picture.nodes[n * 4 + 3]);
    expect(radius.get(1)).toBeGreaterThan(radius.get(2)!);
    expect(radius.get(2)).toBeGreaterThan(radius.get(4)!);
  });

  test("time gives other sizes than calls", () => {
    const timed = layoutRadial(
      traceFromText("a() @0+100\n  slow() @1+90\n  quick() @95+1\n    c() @95+1"),
      -1,
    );
    expect(sizeOf(timed, 1, "calls")).toBeLessThan(sizeOf(timed, 2, "calls"));
    expect(sizeOf(timed, 1, "time")).toBeGreaterThan(sizeOf(timed, 2, "time"));
  });

  test("hovering dims calls that begin after the hovered call has returned, and nothing else", () => {
    const call = 3;
    const renderer = new RecordingRenderer();
    const colorsOf = (hovered: number) => {
      renderer.draw(drawRadial(sceneOf(layout, { hovered, labels: false, halos: false })).list);
      return renderer.of("circle").map((line) => line.split(" ")[1]);
    };
    const [plain] = new Set(colorsOf(-1));
    const dimmed = colorsOf(call).filter((color) => color !== plain).length;
    expect(dimmed).toBe(trace.length - trace.end[call]);
  });

  test("an emphasized function keeps its colours, the others are dimmed", () => {
    const two = layoutRadial(traceFromText("m.py\n  a()\n  b()\n  a()"), -1);
    const renderer = new RecordingRenderer();
    renderer.draw(drawRadial(sceneOf(two, { emphasis: currentEmphasis(two.trace, 1, null) })).list);
    expect(renderer.of("ring").filter((line) => line.includes(" 1.2"))).toHaveLength(2);
  });

  test("text and callers are never dimmed", () => {
    const three = layoutRadial(traceFromText("m.py\n  a()\n    deep()\n  b()"), -1);
    const drawn = (emphasis: Emphasis | null) => {
      const renderer = new RecordingRenderer();
      renderer.draw(drawRadial(sceneOf(three, { emphasis })).list);
      return {
        circles: renderer.of("circle").join("\n"),
        text: renderer.of("text").map((line) => line.split(" ")[1]),
      };
    };
    const { circles, text } = drawn(currentEmphasis(three.trace, named(three.trace, "deep"), null));
    expect(text).toEqual(drawn(null).text);
    const { node, dimmed } = palette(three.trace, LIGHT);
    expect(circles).toContain(node[named(three.trace, "a")]);
    expect(circles).toContain(dimmed.node[named(three.trace, "b")]);
    expect(circles).not.toContain(dimmed.node[named(three.trace, "a")]);
  });

  test("matches of a search are emphasized inside calls too thin to tell apart", () => {
    const large = layoutRadial(randomTrace(30_000, 3, 0.7), -1);
    const marks = new Uint8Array(large.trace.length);
    const lines = () => {
      const renderer = new RecordingRenderer();
      renderer.draw(drawRadial(sceneOf(large, { budget: 2000, emphasis: emphasisOf(marks) })).list);
      return renderer.lines;
    };
    const dimmed = lines();
    // The deepest call has no mark of its own.
    marks[large.trace.depth.indexOf(Math.max(...large.trace.depth))] = 1;
    expect(lines()).toHaveLength(dimmed.length);
    expect(lines()).not.toEqual(dimmed);
  });

  test("a call that raised is red and has a ring", () => {
    const raised = layoutRadial(traceFromText("m.py\n  a()\n  b() ✗ KeyError: 1"), -1);
    const renderer = new RecordingRenderer();
    renderer.draw(drawRadial(sceneOf(raised)).list);
    expect(renderer.of("circle").some((line) => line.includes(EXCEPTION.mark.light))).toBe(true);
    expect(renderer.of("ring").some((line) => line.includes(EXCEPTION.mark.light))).toBe(true);
  });

  test("growth begins with the centre alone", () => {
    expect(drawRadial(sceneOf(layout, { growth: 0.01 })).nodeCount).toBeLessThan(4);
    expect(drawRadial(sceneOf(layout, { growth: 0.6 })).nodeCount).toBeLessThan(trace.length - 1);
  });

  test("100,000 calls stay within the budget, and what has no mark of its own is counted", () => {
    const large = randomTrace(100_000, 3, 0.7);
    const all = layoutRadial(large, -1);
    const picture = drawRadial(sceneOf(all, { budget: 3000 }));
    expect(picture.list.count()).toBeLessThan(4 * 3000);
    expect(picture.tooSmall + picture.nodeCount + all.chain.length - 1).toBe(large.length);
  });

  test("zooming in shows what was too small", () => {
    const large = randomTrace(20_000, 3, 0.7);
    const all = layoutRadial(large, -1);
    const { nodes, nodeCount, disc } = drawRadial(sceneOf(all));
    const [x, y] = nodes.slice(4 * nodeCount - 3, 4 * nodeCount - 1);
    const camera = { zoom: 60, x: -60 * (x - disc.cx), y: -60 * (y - disc.cy) };
    const near = drawRadial(sceneOf(all, { camera }));
    expect(near.nodeCount).toBeGreaterThan(3);
    expect(near.tooSmall).toBeLessThan(drawRadial(sceneOf(all)).tooSmall / 20);
  });

  test("nodes become wedges, and wedges nodes, without a jump", () => {
    const crowd = layoutRadial(randomTrace(20_000, 3, 0.7), -1);
    // When zooming in by 3 %, no step is large.
    let before = drawRadial(sceneOf(crowd)).wedges;
    expect(before).toBe(1);
    for (let zoom = 1; zoom < 8; zoom *= 1.03) {
      const { wedges } = drawRadial(sceneOf(crowd, { camera: { zoom, x: 0, y: 0 } }));
      expect(Math.abs(wedges - before)).toBeLessThan(0.1);
      before = wedges;
    }
    expect(before).toBe(0);
    // When the focus, the folds or the arc change, from the old picture to the new one.
    const few = layoutRadial(crowd.trace, crowd.trace.end[2] - 1);
    const disc = { cx: 430, cy: 390, radius: 300, width: 860, height: 780 };
    for (const [layout, old, ends] of [
      [crowd, few, [0, 0.25, 1]],
      [few, crowd, [1, 0.75, 0]],
    ] as const) {
      const shares = [0, 0.25, 1].map(
        (progress) => drawRadial(sceneOf(layout, { from: { layout: old, disc, progress } })).wedges,
      );
      ends.forEach((end, i) => {
        expect(shares[i]).toBeCloseTo(end, 1);
      });
    }
  });

  test("a folded run says how many it stands for", () => {
    const run = traceFromText("main.py\n  load()\n  step(2) × 1000\n    move(1)\n  report()");
    const picture = drawRadial(sceneOf(layoutRadial(run, -1, fold(run))));
    expect(picture.labels.map(({ text }) => text)).toContain("step(2) × 1,000");
  });

  test("a call that stands for most of a run is visible beside many that do not fold", () => {
    // The second half of the run is 20,000 equal calls; all others are 600 different ones.
    const crowd = Array.from({ length: 200 }, (_, i) => `    walk(${i})\n      f${i}()\n        g${i}()`);
    const text = `main.py\n  part()\n${crowd.join("\n")}\n  check(7) ✗ KeyError: 1 × 20000\n  report()`;
    const run = traceFromText(text);
    const picture = drawRadial(sceneOf(layoutRadial(run, -1, fold(run))));
    const check = run.end[1];
    const index = Array.from({ length: picture.nodeCount }, (_, n) => picture.nodes[n * 4]).indexOf(check);
    expect(picture.nodes[index * 4 + 3]).toBeGreaterThan(4);
    expect(picture.labels.find(({ call }) => call === check)?.text).toContain("× 20,000");
  });

  test("a call has more room the more calls are folded into it", () => {
    const row = "\n    pandas:cell()\n    pandas:row()";
    const run = traceFromText(
      `main.py\n  pandas:read()${row.repeat(500)}\n  pandas:write()${row.repeat(10)}\n  done()`,
    );
    const folds = fold(run, NOTHING_UNFOLDED, 2);
    const layout = layoutRadial(run, -1, folds);
    const write = run.end[1];
    const done = run.end[write];
    expect(layout.span[1]).toBeGreaterThan(1.5 * layout.span[write]);
    expect(layout.span[write]).toBeGreaterThan(1.5 * layout.span[done]);
  });

  test("a chain of 50,000 calls is drawn like any other", () => {
    const n = 50_000;
    const deep = randomTrace(3, 1);
    const chain: Trace = {
      ...deep,
      length: n,
      function: new Int32Array(n),
      parent: Int32Array.from({ length: n }, (_, i) => i - 1),
      end: new Int32Array(n).fill(n),
      depth: Int32Array.from({ length: n }, (_, i) => i),
      start: new Float64Array(n),
      duration: new Float64Array(n),
      outcome: new Uint8Array(n),
      result: new Int32Array(n).fill(-1),
      ...NO_ARGUMENTS,
    };
    const picture = drawRadial(sceneOf(layoutRadial(chain, -1), { budget: 4000 }));
    expect(picture.nodeCount).toBeGreaterThan(500);
  });

  test("labels say the call and its result; leaves have theirs along the ray, readable from left to right", () => {
    const picture = drawRadial(sceneOf(layout));
    expect(picture.labels.length).toBeGreaterThan(0.9 * picture.nodeCount);
    const central = layout.chain.at(-1);
    for (const { call, text, box } of picture.labels) {
      if (call !== central) expect(text).toMatch(/^f[a-z]*…?\(\d\)( → \d+)?$/);
      expect(2 * box.along).toBeLessThan(widthOf(text, LABEL_SIZE) + 0.1);
      expect(2 * box.along).toBeGreaterThan(widthOf(text, 9.5) - 0.1);
      expect(box.cos).toBeGreaterThan(-1e-6);
    }
    const turned = picture.labels.filter(({ call, box }) => trace.end[call] === call + 1 && box.cos < 0.999);
    expect(turned.length).toBeGreaterThan(20);
  });

  test("75 leaves of one call have their labels", () => {
    const rows = Array.from({ length: 75 }, (_, i) => `  ${"abcde"[i % 5]}step(${i % 7}${i})`);
    const run = traceFromText(`main.py\n${rows.join("\n")}`);
    const picture = drawRadial(sceneOf(layoutRadial(run, -1), { width: 646, height: 760 }));
    expect(picture.labels).toHaveLength(76);
  });
});

describe("results", () => {
  const run = fibonacciTrace(9);
  const layout = layoutRadial(run, -1);
  const small = { width: 720, height: 720 };
  const saying = (change: Partial<RadialScene>) =>
    new Map(
      drawRadial(sceneOf(layout, { ...small, ...change })).labels.map(({ call, text }) => [call, text]),
    );

  test("stand on the selected call's way, and all other labels stay", () => {
    const before = saying({});
    const selected = run.length - 1;
    const after = saying({ selected });
    for (let c = selected; c > 1; c = run.parent[c]) expect(after.get(c)).toContain(` → `);
    const way = new Set<number>();
    for (let c = selected; c >= 0; c = run.parent[c]) way.add(c);
    for (const [call, text] of after) if (!way.has(call)) expect(text).toBe(before.get(call));
    expect(after.size).toBeGreaterThan(before.size - 8);
  });

  test("appear at the moment of return while stepping, and not before", () => {
    const marks = new Uint8Array(run.length).fill(1);
    const big = { width: 1400, height: 1400, emphasis: emphasisOf(marks) };
    const call = run.end[2];
    const at = (step: number) => saying({ ...big, step, selected: call }).get(call);
    expect(at(endStep(run, call) - 1)).not.toContain("→");
    expect(at(endStep(run, call))).toContain("→");
    const early = saying({ ...big, step: 3 });
    expect([...early.values()].filter((text) => text.includes("→"))).toEqual([]);
  });

  test("calls that have not begun have no names while stepping", () => {
    const marks = new Uint8Array(run.length).fill(1, 0, 3);
    expect(
      [...saying({ step: 3, emphasis: emphasisOf(marks, marks, true) }).keys()].every((call) => call < 3),
    ).toBe(true);
  });
});

describe("labels in motion", () => {
  const layout = layoutRadial(fibonacciTrace(9), -1);

  test("stay beside their calls while the picture moves, without being placed anew", () => {
    const rest = drawRadial(sceneOf(layout)).labels;
    const moved = drawRadial(sceneOf(layout, { labels: "kept", camera: { zoom: 1, x: 7, y: -3 } })).labels;
    expect(moved.map(({ text }) => text)).toEqual(rest.map(({ text }) => text));
    moved.forEach(({ box }, i) => {
      expect(box.x - rest[i].box.x).toBeCloseTo(7, 3);
      expect(box.y - rest[i].box.y).toBeCloseTo(-3, 3);
    });
  });

  test("are none before a picture was at rest, and fewer while a person zooms out", () => {
    const fresh = layoutRadial(fibonacciTrace(9), -1);
    expect(drawRadial(sceneOf(fresh, { labels: "kept" })).labels).toEqual([]);
    const all = drawRadial(sceneOf(fresh)).labels.length;
    const out = drawRadial(sceneOf(fresh, { labels: "kept", camera: { zoom: 0.5, x: 0, y: 0 } })).labels;
    expect(out.length).toBeLessThan(all);
    out.forEach(({ box }, i) => {
      for (const other of out.slice(i + 1)) expect(boxesTouch(box, other.box)).toBe(false);
    });
  });
});

test("depth rings are drawn where there are calls, and not around a single one", () => {
  const of = (text: string) =>
    drawRadial(sceneOf(layoutRadial(traceFromText(text), -1), { labels: false })).list;
  expect([of("main.py").count("wedge"), of("main.py").count("ring")]).toEqual([0, 0]);
  const one = of("main.py\n  a()\n  b()\n    c()\n      d()");
  expect(one.count("wedge") + one.count("ring")).toBeGreaterThan(2);
  for (const layer of one.layers)
    for (const { kind, values } of layer.batches)
      if (kind === "wedge")
        for (let i = 0; i < values.length; i += 6) expect(values[i + 5] - values[i + 4]).toBeLessThan(4);
});

describe("what is under the pointer", () => {
  test("the grid finds what a linear search finds", () => {
    const layout = layoutRadial(randomTrace(600, 5, 0.8), -1);
    const { nodes, nodeCount } = drawRadial(sceneOf(layout));
    const grid = new HitGrid(nodes, nodeCount);
    for (let x = 5; x < 860; x += 23) {
      for (let y = 5; y < 780; y += 29) {
        let best = 7;
        for (let n = 0; n < nodeCount; n++) {
          const distance = Math.hypot(nodes[n * 4 + 1] - x, nodes[n * 4 + 2] - y) - nodes[n * 4 + 3];
          best = Math.min(best, distance);
        }
        const hit = grid.nearest(x, y, 7);
        expect(hit >= 0).toBe(best < 7);
      }
    }
  });
});
