/**
 * The messages that the embedding page may send to the frame, and the frame's answers; docs/embed.md describes both.
 * A message comes from another origin, so it is validated here before it is used.
 */
import * as v from "valibot";
import { fileAndFolder, isName, MAIN } from "../program/file-names.ts";

const MAX_CODE_CHARACTERS = 1_000_000;

const text = v.pipe(v.string(), v.maxLength(MAX_CODE_CHARACTERS));
const id = v.optional(v.union([v.string(), v.number()]));
const name = v.pipe(
  v.string(),
  v.check((text) => isName(text) && text !== MAIN),
);

const request = v.variant("type", [
  v.object({
    playground: v.literal(1),
    type: v.literal("set-code"),
    id,
    code: text,
    files: v.optional(
      v.pipe(
        v.record(name, text),
        v.check((files) => Object.keys(files).length <= 50),
        v.check((files) => fileAndFolder(Object.keys(files)) === undefined, "a file is a folder as well"),
      ),
    ),
  }),
  v.object({ playground: v.literal(1), type: v.literal("run"), id }),
  v.object({ playground: v.literal(1), type: v.literal("stop"), id }),
  v.object({ playground: v.literal(1), type: v.literal("get-trace"), id }),
]);

export type EmbedRequest = v.InferOutput<typeof request>;

export type EmbedAnswer =
  | { type: "ready" }
  | { type: "done"; id: EmbedRequest["id"] }
  /** The user has to press something in the frame first. */
  | { type: "needs-click"; id: EmbedRequest["id"] }
  | { type: "trace"; id: EmbedRequest["id"]; trace: string | null }
  | { type: "refused"; id: EmbedRequest["id"]; reason: string }
  | { type: "ended"; calls: number; outcome: string; status: string };

export function readRequest(data: unknown): EmbedRequest | string | null {
  // Every window also receives messages of other scripts; only those that are addressed to us get an answer.
  if (typeof data !== "object" || data === null || !("playground" in data)) return null;
  const result = v.safeParse(request, data);
  if (result.success) return result.output;
  const issue = result.issues[0];
  return `${v.getDotPath(issue) ?? "message"}: ${issue.message}`;
}
