/**
 * Which colour a function has, in every view: one of the program a vivid hue at an even lightness (OKLCH), so that none
 * stands out; one of a package a tint of the package's muted hue; one of the standard library grey. Red is reserved for
 * exceptions. What is drawn in these colours is the business of others.
 */
import { RAISED } from "../../trace/calls.ts";
import { type EventKind, knownKind } from "../../trace/events.ts";
import { isDefinition } from "../../trace/functions.ts";
import type { Trace } from "../../trace/trace.ts";

/** A colour as "#rrggbb", for the light and for the dark scheme. */
export interface Shade {
  light: string;
  dark: string;
}

interface FunctionColor {
  /** For nodes, bars and dots: contrast of at least 3:1 with the background. */
  mark: Shade;
  /** For text in this colour: contrast of at least 4.5:1. */
  text: Shade;
}

/**
 * Hue in degrees, and 1 for a little lighter or -1 for darker, in the order in which functions get them. Each is far
 * from the two before it, also for people who lack a kind of cones (colorblind.test.ts), and none is near the
 * exceptions' red. Found by a search.
 */
const HUES: readonly (readonly [number, 1 | -1])[] = [
  [51, -1],
  [172, -1],
  [312, -1],
  [98, 1],
  [196, 1],
  [76, -1],
  [265, -1],
  [122, 1],
  [243, 1],
  [335, -1],
  [148, -1],
  [288, -1],
  [220, 1],
];
/** Degrees, in the order in which packages get them; with the lightness below each is far from the two before it. */
const PACKAGE_HUES: readonly number[] = [120, 195, 315, 90, 180, 270, 135, 345];
/** The two tints of a package, in the light and in the dark scheme: of every other package the darker ones. */
const PACKAGE_TINTS = [
  [
    { light: 0.645, dark: 0.74 },
    { light: 0.605, dark: 0.69 },
  ],
  [
    { light: 0.555, dark: 0.63 },
    { light: 0.515, dark: 0.58 },
  ],
] as const;
/** How much lighter or darker: enough to tell neighbours apart without hue, too little for any to stand out. */
const LIGHTNESS_SHIFT = 0.029;
const RED_DEGREES = 27;
const MIN_DEGREES_FROM_RED = 22;
/** When the hues are used up they are repeated, rotated by so much, so that few functions share one. */
const TURN_DEGREES = 9;

/** Darker than all other colours, so that it stands out also for people who do not see red. */
export const EXCEPTION: FunctionColor = shades(RED_DEGREES, 0.205, 0.485, 0.62);
/** A grey: that of the program's own modules and definitions, and a fainter one for all of the standard library. */
export const MODULE: FunctionColor = shades(80, 0.01, 0.62, 0.66);
const STANDARD_LIBRARY: FunctionColor = shades(260, 0.006, 0.655, 0.55);

const SQL = shades(305, 0.16, 0.52, 0.74);
const HTTP = shades(255, 0.15, 0.52, 0.74);
const BACKGROUND = shades(150, 0.13, 0.52, 0.74);
/** A test that passed. One that failed is red like all that raises, and one that was skipped grey. */
const PASSED = BACKGROUND;
const OTHER = shades(230, 0.03, 0.52, 0.74);
export const EVENT_COLORS: Readonly<Record<EventKind, FunctionColor>> = {
  sql: SQL,
  http: HTTP,
  request: HTTP,
  background: BACKGROUND,
  task: BACKGROUND,
  job: BACKGROUND,
  file: shades(200, 0.09, 0.52, 0.74),
  template: shades(345, 0.12, 0.54, 0.74),
  log: OTHER,
  test: OTHER,
  json: OTHER,
  cache: shades(120, 0.11, 0.52, 0.74),
  process: OTHER,
  import: MODULE,
  wait: MODULE,
};

/** The colour of an event by its kind. Only their names tell apart the kinds that the page does not know. */
export function eventColor(kind: string): FunctionColor {
  const name = kind.toLowerCase();
  // Of a kind that is not known, the first word decides: "background_task" has the colour of "background".
  const known = knownKind(name) ?? knownKind(name.split(/[^a-z]/)[0]);
  return known ? EVENT_COLORS[known] : OTHER;
}

const cache = new WeakMap<Trace, FunctionColor[]>();
/** The slots (numbers of colours) of each program's functions, so that an edit of a program changes no colours. */
const slotsByProgram = new Map<string, Slots>();

/** One colour for each of trace.functions: hues in order of first call, the same in later runs of a program. */
export function functionColors(trace: Trace): readonly FunctionColor[] {
  let colors = cache.get(trace);
  if (!colors) {
    const program = trace.program.example ?? trace.program.filename;
    let slots = slotsByProgram.get(program);
    if (!slots) {
      slots = new Slots();
      slotsByProgram.set(program, slots);
    }
    colors = assignColors(trace, slots);
    cache.set(trace, colors);
  }
  return colors;
}

/** Numbers names in the order in which they come, separately in each group. */
export class Slots {
  private readonly groups = new Map<string, Map<string, number>>();

  slotOf(group: string, name: string): number {
    let known = this.groups.get(group);
    if (!known) {
      known = new Map();
      this.groups.set(group, known);
    }
    let slot = known.get(name);
    if (slot === undefined) {
      slot = known.size;
      known.set(name, slot);
    }
    return slot;
  }
}

/** `slots` holds what has a colour already; what is new is added to it. Reads no other state. */
export function assignColors(trace: Trace, slots: Slots): FunctionColor[] {
  const colors = trace.functions.map(() => MODULE);
  const passed = passedTests(trace);
  for (const f of functionsInOrderOfCall(trace)) {
    const { origin, kind, module, qualname, package: library } = trace.functions[f];
    const name = `${module}:${qualname}`;
    if (origin === "standard_library") colors[f] = STANDARD_LIBRARY;
    else if (origin === "library") {
      const package_ = library ?? "";
      colors[f] = packageColor(slots.slotOf("packages", package_), slots.slotOf(`package ${package_}`, name));
    } else if (kind === "test") colors[f] = passed.has(f) ? PASSED : MODULE;
    else if (kind !== "module" && !isDefinition(trace.functions[f]))
      colors[f] = ownColor(slots.slotOf("program", name));
  }
  return colors;
}

/** The functions that stand for tests which passed. */
function passedTests({ events, function: functions }: Trace): Set<number> {
  const passed = events.filter(({ kind, data }) => kind === "test" && data.outcome === "passed");
  return new Set(passed.map(({ call }) => functions[call]));
}

function functionsInOrderOfCall(trace: Trace): number[] {
  const seen = new Uint8Array(trace.functions.length);
  const order: number[] = [];
  for (let i = 0; i < trace.length && order.length < seen.length; i++) {
    const f = trace.function[i];
    if (seen[f] === 0) {
      seen[f] = 1;
      order.push(f);
    }
  }
  return order;
}

/** Degrees, at a distance from the exceptions' red. */
export function hueOf(slot: number): number {
  const hue = (HUES[slot % HUES.length][0] + Math.floor(slot / HUES.length) * TURN_DEGREES) % 360;
  return Math.abs(hue - RED_DEGREES) < MIN_DEGREES_FROM_RED ? hue + 2 * MIN_DEGREES_FROM_RED : hue;
}

/** The colour of the n-th of a program's functions. */
export function ownColor(slot: number): FunctionColor {
  const shift = HUES[slot % HUES.length][1] * LIGHTNESS_SHIFT;
  return shades(hueOf(slot), 0.145, 0.612 + shift, 0.77 + shift);
}

/** The hue of a package, muted; its functions have its two tints in turn. */
function packageColor(slot: number, tint: number): FunctionColor {
  const { light, dark } = PACKAGE_TINTS[slot % 2][tint % 2];
  return shades(PACKAGE_HUES[slot % PACKAGE_HUES.length], 0.085, light, dark);
}

function shades(hue: number, chroma: number, light: number, dark: number): FunctionColor {
  return {
    mark: { light: oklch(light, chroma, hue), dark: oklch(dark, chroma * 0.9, hue) },
    text: {
      light: oklch(Math.min(light, 0.52), chroma, hue),
      dark: oklch(Math.max(dark, 0.75), chroma * 0.9, hue),
    },
  };
}

/** The colour of one call: its function's, or red where it raised. */
export function callColor(trace: Trace, call: number): FunctionColor {
  return trace.outcome[call] === RAISED ? EXCEPTION : functionColors(trace)[trace.function[call]];
}

/** A colour for style sheets, which follows the colour scheme of the place where it is used. */
export function css(shade: Shade): string {
  return `light-dark(${shade.light}, ${shade.dark})`;
}

/** OKLCH (lightness 0 to 1, chroma, degrees) as "#rrggbb". A colour outside of sRGB loses chroma, but keeps its hue. */
export function oklch(lightness: number, chroma: number, hue: number): string {
  const radians = (hue * Math.PI) / 180;
  for (let c = chroma; ; c -= 0.004) {
    const rgb = fromOklab(lightness, Math.max(0, c) * Math.cos(radians), Math.max(0, c) * Math.sin(radians));
    if (c <= 0 || rgb.every((x) => x >= -0.0005 && x <= 1.0005)) return hex(rgb);
  }
}

/** Gives gamma-encoded sRGB, 0 to 1. Source: Björn Ottosson, "A perceptual color space for image processing", 2020. */
function fromOklab(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function gamma(x: number): number {
  return x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
}

function hex(rgb: readonly number[]): string {
  return `#${rgb
    .map((x) =>
      Math.round(Math.min(1, Math.max(0, x)) * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** The three channels, 0 to 255, of "#rgb" or "#rrggbb"; anything else is black. */
export function parseHex(color: string): [number, number, number] {
  const digits = color.trim().replace(/^#/, "");
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  const n = /^[0-9a-f]{6}$/i.test(full) ? Number.parseInt(full, 16) : 0;
  return [n >> 16, (n >> 8) & 255, n & 255];
}

/** The first colour laid over the second with an opacity of `share`. */
export function mix(color: string, over: string, share: number): string {
  const a = parseHex(color);
  const b = parseHex(over);
  return hex(a.map((x, i) => (x * share + b[i] * (1 - share)) / 255));
}

/** WCAG relative luminance. */
export function luminance(color: string): number {
  const [r, g, b] = parseHex(color).map((x) => {
    const s = x / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast ratio, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}
