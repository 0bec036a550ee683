/**
 * What the embedding page asks for in the frame's address, beside what every link says (link.ts):
 *   #code=…&theme=dark&view=timeline&origin=https://example.org
 */
import { VIEW_NAMES, type ViewName } from "../state/views.ts";

export interface Wishes {
  /** null: as the system has it. */
  theme: "light" | "dark" | null;
  /** null: the tree, or the code where the frame has room for one thing only. */
  view: ViewName | "code" | "output" | null;
  /** The origin of the page that may send messages; null: none may. */
  origin: string | null;
}

const SHOWN = [...VIEW_NAMES, "code", "output"] as const;

export function readWishes(hash: string): Wishes {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const theme = said.get("theme");
  const view = said.get("view");
  return {
    theme: theme === "light" || theme === "dark" ? theme : null,
    view: SHOWN.find((name) => name === view) ?? null,
    origin: readOrigin(said.get("origin")),
  };
}

/** Only the origin itself: with a path behind it, it would never equal a message's. */
function readOrigin(text: string | null): string | null {
  try {
    const url = new URL(text ?? "");
    return /^https?:$/.test(url.protocol) && url.origin === text ? text : null;
  } catch {
    return null;
  }
}
