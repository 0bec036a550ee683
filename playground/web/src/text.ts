/** Formats counts, durations, sizes and long texts, the same everywhere on the page. */

/** "1,234"; with a noun "1 call" or "1,234 calls". */
export function formatCount(n: number, noun?: string, plural = `${noun}s`): string {
  const text = String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return noun === undefined ? text : `${text} ${n === 1 ? noun : plural}`;
}

/**
 * At most three significant digits, or two units: "0.4 µs", "1.23 ms", "3.4 s", "2 min 5 s", "19 h", "1 day 2 h". "…": it
 * is unknown. Less than the clock could tell (`resolution`, µs) is no fact: "< 5 µs".
 */
export function formatDuration(us: number, resolution = 0): string {
  if (!(us >= 0)) return "…";
  // Sums and differences of times are not exact.
  if (us < resolution * 0.999) return `< ${formatDuration(resolution)}`;
  if (us < 999.5) return `${digits(us)} µs`;
  if (us < 999_500) return `${digits(us / 1e3)} ms`;
  if (us < 59.95e6) return `${digits(us / 1e6)} s`;
  const seconds = Math.round(us / 1e6);
  if (seconds < HOUR_S) return twoUnits(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return twoUnits(minutes, 60, "h", "min");
  const hours = Math.round(minutes / 60);
  if (hours < 365 * 24) return twoUnits(hours, 24, "day", "h");
  return twoUnits(Math.round(hours / 24), 365, "year", "days");
}

const HOUR_S = 3600;

/** "2 min 5 s"; "19 h", because a second unit of which there are none says nothing. */
function twoUnits(n: number, size: number, unit: string, part: string): string {
  const [whole, rest] = [Math.floor(n / size), n % size];
  const first = unit.length > 3 || unit === "day" ? formatCount(whole, unit) : `${whole} ${unit}`;
  if (rest === 0) return first;
  return `${first} ${rest === 1 && part === "days" ? "1 day" : `${rest} ${part}`}`;
}

/** How much larger than the whole a picture is shown: "150 %", "× 1,200", "× 3.2 million". */
export function formatZoom(zoom: number): string {
  const percent = Math.round(zoom * 100);
  if (percent < 10_000) return `${percent} %`;
  const [size, name] = LARGE.find(([least]) => zoom >= least * 0.9995) ?? [1, ""];
  return size === 1 ? `× ${formatCount(Math.round(zoom))}` : `× ${digits(zoom / size)} ${name}`;
}

const LARGE: readonly (readonly [number, string])[] = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
];

function digits(x: number): string {
  const places = x < 0.995 ? 1 : x < 9.995 ? 2 : x < 99.95 ? 1 : 0;
  return String(Number(x.toFixed(places)));
}

/** "340 B", "12 kB", "1.2 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const megabytes = bytes >= 1e6;
  const number = bytes / (megabytes ? 1e6 : 1e3);
  return `${number < 10 && number % 1 >= 0.05 ? number.toFixed(1) : Math.round(number)} ${megabytes ? "MB" : "kB"}`;
}

/** The text as one line of at most `limit` characters. */
export function shorten(text: string, limit: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  const characters = line.length > limit ? Array.from(line) : null;
  return characters && characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : line;
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * A literal as one line of at most `limit` characters, cut between its parts where there are some, with the brackets
 * and quotes that are open there closed again: "[1, 2, …]".
 */
export function shortenLiteral(text: string, limit: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= limit) return line;
  let closing = "";
  let quote = "";
  // The last place at which what is cut fits, and the last between two parts: what is kept, and what closes it.
  let anywhere = { kept: 0, closing: "" };
  let between = anywhere;
  for (let kept = 1; kept < limit; kept++) {
    const character = line[kept - 1];
    if (quote !== "") {
      if (character === quote && line[kept - 2] !== "\\") quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character in CLOSING) closing = CLOSING[character] + closing;
    else if (character === closing[0]) closing = closing.slice(1);
    const open = quote + closing;
    // A character that is a pair of units is not cut in two.
    if (open === "" || kept + 1 + open.length > limit || /[\ud800-\udbff]/.test(character)) continue;
    anywhere = { kept, closing: open };
    if (quote === "" && character === " " && line[kept - 2] === ",") between = anywhere;
  }
  // Unless little would be left, the better place is between two parts.
  const cut = 2 * between.kept >= limit ? between : anywhere;
  return cut.kept > 0 ? `${line.slice(0, cut.kept)}…${cut.closing}` : shorten(line, limit);
}

/** The part of a path behind its last slash or backslash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
