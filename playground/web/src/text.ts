/** Formats counts, durations, sizes and long texts, the same everywhere on the page. */

/** "1,234"; with a noun "1 call" or "1,234 calls". */
export function formatCount(n: number, noun?: string, plural = `${noun}s`): string {
  const text = String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return noun === undefined ? text : `${text} ${n === 1 ? noun : plural}`;
}

/** At most three significant digits: "0.4 µs", "42 µs", "1.23 ms", "3.4 s", "2 min 5 s", "19 h 0 min". "…": it is unknown. */
export function formatDuration(us: number): string {
  if (!(us >= 0)) return "…";
  if (us < 999.5) return `${digits(us)} µs`;
  if (us < 999_500) return `${digits(us / 1e3)} ms`;
  if (us < 59.95e6) return `${digits(us / 1e6)} s`;
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  return `${formatCount(Math.floor(hours / 24))} d ${hours % 24} h`;
}

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
