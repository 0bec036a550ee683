/**
 * Finds the labels of an exported picture (export/svg-sheet.ts) that lie on a dot or on another label. It knows the
 * picture only as text, so it sees what a reader sees, whatever the layout believes.
 */

import { columnsOf } from "../src/trace/cut-text.ts";
import { type Box, boxesTouch, touches } from "../src/view/draw/label-room.ts";

const TEXT =
  /<text x="([^"]+)" y="([^"]+)" font-size="([^"]+)"(?: text-anchor="(\w+)")?(?: transform="rotate\(([^ ]+)[^"]*")?>([^<]*)</g;
const FILLED = /<path fill="#[^"]*"(?: opacity="[^"]*")? d="([^"]*)"/g;
const CIRCLE = /M([-\d.]+) ([-\d.]+)a([\d.]+) [\d.]+ 0 1 1 [-\d.]+ 0a[^a]*z/g;
/** Width of a character and height of a line, as shares of the size of the letters. */
const [CHARACTER, LINE] = [0.6, 1.1];

export interface Seen {
  texts: { text: string; box: Box }[];
  circles: { x: number; y: number; r: number }[];
}

/** The texts and circles of the picture itself; title and legend stand outside of it. */
export function seenIn(svg: string): Seen {
  const picture = svg.slice(svg.indexOf("<svg", 1), svg.lastIndexOf("</svg>"));
  const texts = [...picture.slice(0, picture.indexOf("</svg>")).matchAll(TEXT)].map(
    ([, x, y, size, anchor = "start", degrees = "0", escaped]) => {
      const text = escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
      const width = columnsOf(text) * Number(size) * CHARACTER;
      const angle = (Number(degrees) * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const toMiddle = { start: width / 2, middle: 0, end: -width / 2 }[anchor] ?? 0;
      const across = (Number(size) * LINE) / 2;
      return {
        text,
        box: {
          x: Number(x) + cos * toMiddle,
          y: Number(y) + sin * toMiddle,
          along: width / 2,
          across,
          cos,
          sin,
        },
      };
    },
  );
  const circles = [...picture.slice(0, picture.indexOf("</svg>")).matchAll(FILLED)].flatMap(([, d]) =>
    [...d.matchAll(CIRCLE)].map(([, x, y, r]) => ({ x: Number(x) + Number(r), y: Number(y), r: Number(r) })),
  );
  return { texts, circles };
}

/** A sentence for each pair of a label and a dot, or of two labels, that touch. */
export function overlapsIn(svg: string): string[] {
  const { texts, circles } = seenIn(svg);
  return texts.flatMap(({ text, box }, i) => [
    ...texts
      .slice(i + 1)
      .filter((other) => boxesTouch(box, other.box))
      .map((other) => `${text} lies on ${other.text}`),
    ...circles
      .filter(({ x, y, r }) => touches(box, x, y, r))
      .map(({ x, y }) => `${text} lies on the dot at ${Math.round(x)}, ${Math.round(y)}`),
  ]);
}
