/**
 * How to read the picture: a small tree, drawn by hand so that each kind of mark is in it once, and what each of them
 * means. The colours are those that the pictures have.
 */
import "../styles/how-to-read.css";
import type { ComponentChildren } from "preact";
import { css, EXCEPTION, MODULE, ownColor } from "../view/draw/color.ts";
import { eventCss } from "../view/draw/event-marks.ts";

/** The colours of the program's first five functions, its module, an exception, and an event. */
const [LOAD, SELL, PRICE, COUNT, WAIT] = [0, 1, 2, 3, 4].map((slot) => css(ownColor(slot).mark));
const MAIN = css(MODULE.mark);
const RED = css(EXCEPTION.mark);
const SQL = eventCss("sql");

/** Where the tree's centre is, and the radii of its rings. */
const CENTRE = { x: 184, y: 150 };
const RINGS = [0, 66, 122];

interface Drawn {
  ring: number;
  /** Degrees from the top, clockwise, as calls follow one another. */
  angle: number;
  r: number;
  color: string;
  label: string;
  /** Which side of the node its label is on. */
  side: "left" | "right";
  from?: Drawn;
  kind?: "raised" | "open" | "pile" | "event";
}

const LOADED: Drawn = {
  ring: 1,
  angle: 28,
  r: 7,
  color: LOAD,
  label: "load('stock')",
  side: "right",
  kind: "event",
};
const SOLD: Drawn = { ring: 1, angle: 104, r: 12, color: SELL, label: "", side: "right" };
const PRICES: Drawn[] = [78, 104, 130].map((angle, i) => ({
  ring: 2,
  angle,
  r: 7,
  color: PRICE,
  label: `price(${i + 1})`,
  side: "right",
  from: SOLD,
}));
const NODES: readonly Drawn[] = [
  LOADED,
  SOLD,
  ...PRICES,
  { ring: 1, angle: 206, r: 15, color: COUNT, label: "count(1) × 1,000", side: "left", kind: "pile" },
  { ring: 1, angle: 262, r: 7, color: RED, label: "check('x')", side: "left", kind: "raised" },
  { ring: 1, angle: 322, r: 7, color: WAIT, label: "wait()", side: "left", kind: "open" },
];

function placeOf({ ring, angle }: Pick<Drawn, "ring" | "angle">): { x: number; y: number } {
  const turn = (angle * Math.PI) / 180;
  return { x: CENTRE.x + RINGS[ring] * Math.sin(turn), y: CENTRE.y - RINGS[ring] * Math.cos(turn) };
}

export function HowToRead() {
  return (
    <section class="how-to-read" aria-label="How to read the picture">
      <Example />
      <ul>
        {MARKS.map(({ glyph, name, means }) => (
          <li key={name}>
            <svg viewBox="0 0 34 24" width="34" height="24" aria-hidden="true">
              {glyph}
            </svg>
            <span>
              <b>{name}</b> {means}
            </span>
          </li>
        ))}
      </ul>
      <p class="muted">
        As a top-down tree it has levels in place of rings, and boxes in place of dots. In the Timeline a bar
        is a call, and below it are the calls that it made; in the Outline both are rows. Point at anything to
        read it.{" "}
        <a href="/guide" target="_blank" rel="noopener">
          The guide
        </a>{" "}
        explains all of it with pictures; it opens in a new tab.
      </p>
    </section>
  );
}

function Example() {
  return (
    <svg
      class="how-example"
      viewBox="0 0 400 286"
      role="img"
      aria-label="A small tree: main.py in the centre, around it the calls that it made, and further out those that they made"
    >
      {RINGS.slice(1).map((radius) => (
        <circle key={radius} class="ring" cx={CENTRE.x} cy={CENTRE.y} r={radius} />
      ))}
      <Clockwise />
      {NODES.map((node) => (
        <Edge key={node.label} node={node} />
      ))}
      <circle cx={CENTRE.x} cy={CENTRE.y} r="17" fill={MAIN} />
      <Words x={CENTRE.x} y={CENTRE.y + 34} anchor="middle">
        main.py
      </Words>
      {NODES.map((node) => (
        <Node key={node.label} node={node} />
      ))}
      <Words {...SOLD_LABEL} anchor="middle">
        sell(3)
      </Words>
    </svg>
  );
}

const SOLD_LABEL = { x: placeOf(SOLD).x + 2, y: placeOf(SOLD).y - 20 };

/** The arrow that shows where calls begin, and in which direction they follow one another. */
function Clockwise() {
  const radius = 138;
  const at = (angle: number) => {
    const turn = (angle * Math.PI) / 180;
    return `${CENTRE.x + radius * Math.sin(turn)} ${CENTRE.y - radius * Math.cos(turn)}`;
  };
  return (
    <g class="clockwise">
      <path d={`M${at(0)} A${radius} ${radius} 0 0 1 ${at(40)}`} />
      <path d={`M${at(40)} l-9 -2 M${at(40)} l-1 -10`} />
      <text x={CENTRE.x - 8} y={CENTRE.y - radius + 5} text-anchor="end">
        first call
      </text>
    </g>
  );
}

function Edge({ node }: { node: Drawn }) {
  const from = node.from ? placeOf(node.from) : CENTRE;
  const to = placeOf(node);
  return (
    <line
      x1={from.x}
      y1={from.y}
      x2={to.x}
      y2={to.y}
      stroke={node.color}
      stroke-opacity="0.46"
      stroke-width={node.r / 2}
    />
  );
}

function Node({ node }: { node: Drawn }) {
  const { x, y } = placeOf(node);
  const { r, color, kind, label, side } = node;
  const out = side === "right" ? 1 : -1;
  const beside = r + (kind === "raised" ? 10 : kind === "event" ? 20 : kind === "pile" ? 12 : 6);
  return (
    <g>
      {kind === "pile" && <circle cx={x - 4} cy={y + 6} r={r} fill={color} fill-opacity="0.46" />}
      <circle cx={x} cy={y} r={r} fill={color} />
      {kind === "raised" && <circle cx={x} cy={y} r={r + 4} fill="none" stroke={color} stroke-width="1.6" />}
      {kind === "open" && <circle class="hole" cx={x} cy={y} r={r * 0.55} />}
      {kind === "event" && <rect x={x + r + 4} y={y - 4.5} width="9" height="9" rx="1" fill={SQL} />}
      {label !== "" && (
        <Words x={x + out * beside} y={y + 4} anchor={side === "right" ? "start" : "end"}>
          {label}
        </Words>
      )}
    </g>
  );
}

function Words({
  x,
  y,
  anchor,
  children,
}: {
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
  children: ComponentChildren;
}) {
  return (
    <text x={x} y={y} text-anchor={anchor}>
      {children}
    </text>
  );
}

const dot = (x: number, r: number, color: string) => <circle cx={x} cy="12" r={r} fill={color} />;

/** Each kind of mark: a small drawing, its name, and the rest of the sentence that its name begins. */
const MARKS: readonly { glyph: ComponentChildren; name: string; means: string }[] = [
  { glyph: dot(17, 7, SELL), name: "A dot", means: "is one call of a function." },
  {
    glyph: (
      <>
        <line x1="4" y1="12" x2="30" y2="12" stroke={PRICE} stroke-opacity="0.46" stroke-width="3.5" />
        {dot(5, 4.5, SELL)}
        {dot(29, 4.5, PRICE)}
      </>
    ),
    name: "A line",
    means: "leads from a call to each call that it made.",
  },
  {
    glyph: (
      <g class="clockwise">
        <path d="M17 3 a9 9 0 1 1 -8.5 6" />
        <path d="M8.5 9 l-4 4 M8.5 9 l4 4" />
      </g>
    ),
    name: "Clockwise from the top:",
    means: "the order in which they were made.",
  },
  {
    glyph: (
      <>
        <circle class="ring" cx="17" cy="12" r="6" />
        <circle class="ring" cx="17" cy="12" r="11" />
        {dot(17, 2.5, MAIN)}
      </>
    ),
    name: "Each ring",
    means: "is one call deeper than the ring inside it.",
  },
  {
    glyph: (
      <>
        {dot(7, 3.5, SELL)}
        {dot(23, 9, SELL)}
      </>
    ),
    name: "Size:",
    means: "how many calls are below it, or how long it took, as “Size by” says.",
  },
  {
    glyph: (
      <>
        {dot(6, 5, LOAD)}
        {dot(17, 5, SELL)}
        {dot(28, 5, MAIN)}
      </>
    ),
    name: "Colour:",
    means:
      "the function, the same everywhere. A package has one paler colour; grey is the standard library, a file or a class.",
  },
  {
    glyph: (
      <>
        <circle cx="14" cy="14" r="8" fill={COUNT} fill-opacity="0.46" />
        <circle cx="19" cy="10" r="8" fill={COUNT} />
      </>
    ),
    name: "× 1,000:",
    means: "so many equal calls in a row. Press the number to see each.",
  },
  {
    glyph: <rect x="11" y="6" width="12" height="12" rx="1.5" fill={SQL} />,
    name: "A square",
    means: "is an event in a call: a statement of SQL, a request, a file.",
  },
  {
    glyph: (
      <>
        {dot(17, 5.5, RED)}
        <circle cx="17" cy="12" r="9.5" fill="none" stroke={RED} stroke-width="1.6" />
      </>
    ),
    name: "Red, with a ring:",
    means: "an exception left the call.",
  },
  {
    glyph: (
      <>
        {dot(17, 7.5, WAIT)}
        <circle class="hole" cx="17" cy="12" r="4" />
      </>
    ),
    name: "Hollow:",
    means: "the call had not ended yet.",
  },
];
