/**
 * The colours and styles of terminals (SGR, "select graphic rendition", of ECMA-48, with the colours by number that
 * xterm added), as CSS. The sixteen colours by name become the page's own, which can be read in light and dark; other
 * colours are made darker or lighter until they can. Nothing blinks, and nothing is hidden.
 */

export interface Style {
  css: string;
  /** The address of a link. */
  href?: string;
}

type Rgb = readonly [number, number, number];
/** A colour by its number of sixteen, or another one. */
type Color = number | Rgb;

/** Black, red, green, yellow, blue, magenta, cyan, white, and the bright ones, as text on the page. */
const INKS = [
  ..."ink danger good warn accent code-keyword code-builtin ink".split(" "),
  ..."muted danger good warn accent code-keyword code-builtin ink".split(" "),
];
/** White as a background is something between paper and ink. */
const WHITES = [7, 15];

/** The least contrast of text (WCAG 2.2, 1.4.3), and the relative luminance of the page's surfaces, at worst. */
const MIN_CONTRAST = 4.5;
const LIGHT_SURFACE = 0.89;
const DARK_SURFACE = 0.025;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
/** The values of each part of a colour in xterm's cube of 216. */
const CUBE = [0, 95, 135, 175, 215, 255];
const MAX_ADDRESS = 2_000;

/** Flags that one parameter sets, and the parameters that clear them. */
const FLAGS = { bold: 1, dim: 2, italic: 3, underline: 4, inverse: 7, strike: 9 } as const;
type Flag = keyof typeof FLAGS;
const CLEARS: Record<number, Flag[]> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
};

/** The style in which a stream writes on. */
export class Pen {
  /** null: plain text. */
  style: Style | null = null;
  private flags = new Set<Flag>();
  private ink: Color | null = null;
  private ground: Color | null = null;
  private href = "";

  /** `parameters` of a control sequence that ends with "m": "1;31", "38;5;208", "38:2::1:2:3". */
  select(parameters: string): void {
    const all = parameters.split(";");
    for (let i = 0; i < all.length; i++) {
      const parts = all[i]!.split(":").map(Number);
      const code = parts[0]!;
      if (code === 38 || code === 48 || code === 58) {
        // Colons keep the parts of a colour together; with semicolons its parts are the next parameters.
        const whole = parts.length > 1 ? parts : all.slice(i).map(Number);
        const [color, used] = colorOf(whole.slice(1), parts.length > 1);
        if (parts.length === 1) i += used;
        if (code === 38) this.ink = color;
        else if (code === 48) this.ground = color;
      } else this.set(code, parts[1]);
    }
    this.update();
  }

  /** Text becomes a link; "": no more. Only addresses of the web are links. */
  link(address: string): void {
    this.href = /^https?:\/\//i.test(address) && address.length <= MAX_ADDRESS ? address : "";
    this.update();
  }

  reset(): void {
    this.flags.clear();
    this.ink = this.ground = null;
    this.update();
  }

  private set(code: number, part: number | undefined): void {
    if (code === 0) {
      this.flags.clear();
      this.ink = this.ground = null;
    }
    for (const [flag, on] of Object.entries(FLAGS) as [Flag, number][])
      if (code === on) part === 0 ? this.flags.delete(flag) : this.flags.add(flag);
    if (code === 21) this.flags.add("underline");
    for (const flag of CLEARS[code] ?? []) this.flags.delete(flag);
    if (code >= 30 && code <= 37) this.ink = code - 30;
    else if (code >= 90 && code <= 97) this.ink = code - 90 + 8;
    else if (code === 39) this.ink = null;
    else if (code >= 40 && code <= 47) this.ground = code - 40;
    else if (code >= 100 && code <= 107) this.ground = code - 100 + 8;
    else if (code === 49) this.ground = null;
  }

  private update(): void {
    const { flags, ink, ground, href } = this;
    const rules = flags.has("inverse")
      ? onGround(ink ?? 0)
      : ground !== null
        ? onGround(ground)
        : ink !== null
          ? [`color:${inkOf(ink)}`]
          : href !== ""
            ? ["color:var(--accent)"]
            : flags.has("dim")
              ? ["color:var(--muted)"]
              : [];
    if (flags.has("bold")) rules.push("font-weight:bold");
    if (flags.has("italic")) rules.push("font-style:italic");
    const lines = [flags.has("underline") && "underline", flags.has("strike") && "line-through"].filter(
      Boolean,
    );
    if (lines.length > 0) rules.push(`text-decoration:${lines.join(" ")}`);
    const css = rules.join(";");
    this.style = css === "" ? null : href === "" ? { css } : { css, href };
  }
}

/** The colour that begins with these parameters (5 and a number, or 2 and three parts), and how many it takes. */
function colorOf([kind, ...rest]: number[], colons: boolean): [Color | null, number] {
  if (kind === 5) return [numbered(rest[0]!), 2];
  if (kind !== 2) return [null, 0];
  // With colons, the number of a colour space may stand before the parts.
  const parts = colons && rest.length > 3 ? rest.slice(1, 4) : rest.slice(0, 3);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Math.min(255, Math.max(0, part || 0)));
  return [[red, green, blue], 4];
}

/** One of xterm's 256 colours: sixteen by name, a cube, and greys. */
function numbered(number: number): Color | null {
  if (!(number >= 0 && number <= 255)) return null;
  if (number < 16) return number;
  if (number >= 232) return [0, 0, 0].map(() => 8 + 10 * (number - 232)) as unknown as Rgb;
  const place = number - 16;
  return [CUBE[Math.floor(place / 36)]!, CUBE[Math.floor(place / 6) % 6]!, CUBE[place % 6]!];
}

/** The colour of text on the page. */
function inkOf(color: Color): string {
  if (typeof color === "number") return `var(--${INKS[color]})`;
  return `light-dark(${hex(readable(color, BLACK, LIGHT_SURFACE))},${hex(readable(color, WHITE, DARK_SURFACE))})`;
}

/** A background, and a colour of text that can be read on it: whichever the program chose may not be. */
function onGround(color: Color): string[] {
  if (typeof color !== "number") {
    const ink = contrast(luminance(color), 0) >= MIN_CONTRAST ? BLACK : WHITE;
    return [`color:${hex(ink)}`, `background:${hex(color)}`];
  }
  if (WHITES.includes(color)) return ["color:var(--ink)", "background:var(--line)"];
  return ["color:var(--paper)", `background:var(--${INKS[color]})`];
}

/** The colour, mixed with as much of another one (black or white) as it takes to be read on a surface. */
function readable(color: Rgb, towards: Rgb, surface: number): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = color.map((part, i) => Math.round(part + (towards[i]! - part) * share)) as unknown as Rgb;
    if (contrast(luminance(mixed), surface) >= MIN_CONTRAST) return mixed;
  }
  return towards;
}

/** Relative luminance and contrast ratio, as WCAG 2.2 defines them. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function hex(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
