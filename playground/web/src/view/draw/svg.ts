/**
 * Writes a draw list as a small standalone SVG: one path per colour and stroke width, numbers with one decimal place,
 * both colour schemes in one file. It is for pictures in an <img>, and has no text; export/svg-sheet.ts writes
 * pictures with text.
 */
import { type Batch, type DrawList, PILL_CORNER } from "./draw-list.ts";
import { strokeOutline } from "./stroke.ts";

interface SvgOptions {
  width: number;
  height: number;
  /** The colour of the dark scheme for each colour of the list; a colour that is left out stays the same. */
  dark: ReadonlyMap<string, string>;
  title: string;
}

export function svgOf(list: DrawList, { width, height, dark, title }: SvgOptions): string {
  const classes = new Map<string, string>();
  const nameOf = (color: string): string => {
    let name = classes.get(color);
    if (name === undefined) {
      name = `c${classes.size.toString(36)}`;
      classes.set(color, name);
    }
    return name;
  };
  const body: string[] = [];
  for (const layer of list.layers) {
    for (const batch of layer.batches) {
      for (const [strokeWidth, path] of pathsByWidth(batch)) {
        const name = nameOf(batch.color);
        body.push(
          strokeWidth === FILLED
            ? `<path class="${name} f" d="${path}"/>`
            : `<path class="${name}" stroke-width="${strokeWidth}" d="${path}"/>`,
        );
      }
    }
  }
  const rules = (of: (color: string) => string) =>
    [...classes].map(([color, name]) => `.${name}{stroke:${of(color)};color:${of(color)}}`).join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>path{fill:none;stroke-linecap:round}${rules((color) => color)}`,
    ".f{fill:currentColor;stroke:none}",
    `@media(prefers-color-scheme:dark){${rules((color) => dark.get(color) ?? color)}}</style>`,
    ...body,
    "</svg>\n",
  ].join("");
}

/** Stands in place of a stroke width for shapes that are filled. */
export const FILLED = "";

/** A batch's paths by stroke width. A circle is a line of length 0 with round caps. */
export function pathsByWidth({ kind, values }: Batch): Map<string, string> {
  const byWidth = new Map<string, string[]>();
  const filled: string[] = [];
  const add = (width: number, path: string) => {
    const key = shortNumber(Math.max(0.3, width));
    const list = byWidth.get(key);
    if (list) list.push(path);
    else byWidth.set(key, [path]);
  };
  switch (kind) {
    case "circle":
      for (let i = 0; i < values.length; i += 3) {
        add(roundWidth(2 * values[i + 2]), `M${shortNumber(values[i])} ${shortNumber(values[i + 1])}h0`);
      }
      break;
    case "ring":
      for (let i = 0; i < values.length; i += 4) {
        const [x, y, r] = [values[i], values[i + 1], values[i + 2]];
        const d = `${shortNumber(r)} ${shortNumber(r)} 0 1 1`;
        add(
          values[i + 3],
          `M${shortNumber(x - r)} ${shortNumber(y)}a${d} ${shortNumber(2 * r)} 0a${d} ${shortNumber(-2 * r)} 0`,
        );
      }
      break;
    case "line":
      for (let i = 0; i < values.length; i += 5) {
        add(
          roundWidth(values[i + 4]),
          `M${shortNumber(values[i])} ${shortNumber(values[i + 1])}L${shortNumber(values[i + 2])} ${shortNumber(values[i + 3])}`,
        );
      }
      break;
    case "edge":
      for (let i = 0; i < values.length; i += 10) {
        const [w0, w1] = [values[i + 2], values[i + 9]];
        if (Math.max(w0, w1) > 2.2 && Math.abs(w0 - w1) > 1) {
          filled.push(outlinePath(values, i));
          continue;
        }
        const [x, y] = [round(values[i]), round(values[i + 1])];
        const numbers = [3, 4, 5, 6, 7, 8].map((k, j) => shortNumber(values[i + k] - (j % 2 === 0 ? x : y)));
        add(
          roundWidth((values[i + 2] + values[i + 9]) / 2),
          `M${shortNumber(x)} ${shortNumber(y)}c${numbers.join(" ").replaceAll(" -", "-")}`,
        );
      }
      break;
    case "rect":
      for (let i = 0; i < values.length; i += 5) {
        const [x, y, w, h, corner] = [values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4]];
        filled.push(
          corner > 0 && w > 2 * corner
            ? roundedPath(x, y, w, h, Math.min(corner, h / 2))
            : `M${shortNumber(x)} ${shortNumber(y)}h${shortNumber(w)}v${shortNumber(h)}h${shortNumber(-w)}z`,
        );
      }
      break;
    case "pill":
      for (let i = 0; i < values.length; i += 5) filled.push(pillPath(values, i));
      break;
    case "wedge":
      for (let i = 0; i < values.length; i += 6) filled.push(wedgePath(values, i));
      break;
    default:
      throw new Error(`Pictures have no ${kind}.`);
  }
  if (filled.length > 0) byWidth.set(FILLED, filled);
  return new Map([...byWidth].map(([width, list]) => [width, list.join("")]));
}

/** A rectangle with round corners, turned about its middle. */
function pillPath(values: readonly number[], i: number): string {
  const [x, y, length, height, angle] = values.slice(i, i + 5);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const at = (u: number, v: number) =>
    `${shortNumber(x + u * cos - v * sin)} ${shortNumber(y + u * sin + v * cos)}`;
  const [u, v] = [length / 2, height / 2];
  const corner = Math.min(PILL_CORNER, u, v);
  const arc = `A${corner} ${corner} 0 0 1 `;
  return [
    `M${at(corner - u, -v)}L${at(u - corner, -v)}${arc}${at(u, corner - v)}L${at(u, v - corner)}`,
    `${arc}${at(u - corner, v)}L${at(corner - u, v)}${arc}${at(-u, v - corner)}L${at(-u, corner - v)}`,
    `${arc}${at(corner - u, -v)}z`,
  ].join("");
}

function roundedPath(x: number, y: number, w: number, h: number, r: number): string {
  const [across, down] = [shortNumber(w - 2 * r), shortNumber(h - 2 * r)];
  const arc = (dx: number, dy: number) =>
    `a${shortNumber(r)} ${shortNumber(r)} 0 0 1 ${shortNumber(dx)} ${shortNumber(dy)}`;
  return [
    `M${shortNumber(x + r)} ${shortNumber(y)}h${across}${arc(r, r)}v${down}${arc(-r, r)}`,
    `h-${across}${arc(-r, -r)}v-${down}${arc(r, -r)}z`,
  ].join("");
}

/** The path of a wedge by its six numbers (draw-list.ts). */
export function wedgePath(values: readonly number[], i: number): string {
  const [x, y, inner, outer, from] = values.slice(i, i + 5);
  // An arc that ended where it began would not be drawn, so a full ring is left open by a hair.
  const to = Math.min(values[i + 5], from + 2 * Math.PI - 1e-4);
  const large = to - from > Math.PI ? 1 : 0;
  const at = (r: number, angle: number) =>
    `${shortNumber(x + r * Math.cos(angle))} ${shortNumber(y + r * Math.sin(angle))}`;
  const back =
    inner > 0 ? `A${shortNumber(inner)} ${shortNumber(inner)} 0 ${large} 0 ${at(inner, from)}` : "";
  return `M${at(inner, from)}L${at(outer, from)}A${shortNumber(outer)} ${shortNumber(outer)} 0 ${large} 1 ${at(outer, to)}L${at(inner, to)}${back}z`;
}

/** The path of the outline of an edge. */
function outlinePath(values: readonly number[], i: number): string {
  const o = strokeOutline(values, i);
  // Coordinates relative to the start of each part are shorter, and their rounding errors stay invisible.
  const from = (x: number, y: number, at: number, to: number) =>
    Array.from(o.subarray(at, to), (v, k) => shortNumber(v - (k % 2 === 0 ? x : y)))
      .join(" ")
      .replaceAll(" -", "-");
  const [right, left] = [from(o[0], o[1], 2, 8), from(o[8], o[9], 10, 16)];
  return `M${shortNumber(o[0])} ${shortNumber(o[1])}c${right}l${from(o[6], o[7], 8, 10)}c${left}z`;
}

function round(x: number, places = 1): number {
  const k = 10 ** places;
  return Math.round(x * k) / k;
}

/** Rounds a width to a step, so that many marks share a path. */
function roundWidth(x: number): number {
  return x < 2 ? Math.round(x * 4) / 4 : Math.round(x * 2) / 2;
}

export function shortNumber(x: number, places = 1): string {
  const text = String(round(x, places));
  return text === "-0" ? "0" : text.replace(/^(-?)0\./, "$1.");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
