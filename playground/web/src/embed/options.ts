/**
 * The options of the embedding page in the frame's address, beside the parts of every link (link.ts):
 *   #code=…&theme=dark&view=timeline&origin=https://example.org
 */
import { VIEW_NAMES, type ViewName } from "../state/views.ts";

export interface EmbedOptions {
  /** null: the system's scheme. */
  theme: "light" | "dark" | null;
  /** null: the tree; where the frame has room for one panel only, the code if there is no trace yet. */
  view: ViewName | "code" | "output" | null;
  /** The origin of the page that may send messages; null: none may. */
  origin: string | null;
}

const VIEW_OPTIONS = [...VIEW_NAMES, "code", "output"] as const;

export function readEmbedOptions(hash: string): EmbedOptions {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const theme = params.get("theme");
  const view = params.get("view");
  return {
    theme: theme === "light" || theme === "dark" ? theme : null,
    view: VIEW_OPTIONS.find((name) => name === view) ?? null,
    origin: readOrigin(params.get("origin")),
  };
}

/** Only the origin itself is accepted: with a path behind it, it would never equal a message's origin. */
function readOrigin(text: string | null): string | null {
  try {
    const url = new URL(text ?? "");
    return /^https?:$/.test(url.protocol) && url.origin === text ? text : null;
  } catch {
    return null;
  }
}
