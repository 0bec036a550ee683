/**
 * What the embedding page may say to the frame, and what the frame answers; docs/embed.md describes both. A message
 * comes from another origin: it is believed only after it has passed here.
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

export type Request = v.InferOutput<typeof request>;

export type EmbedAnswer =
  | { type: "ready" }
  | { type: "done"; id: Request["id"] }
  /** The reader has to press Run in the frame first. */
  | { type: "needs-click"; id: Request["id"] }
  | { type: "trace"; id: Request["id"]; trace: string | null }
  | { type: "refused"; id: Request["id"]; reason: string }
  | { type: "ended"; calls: number; outcome: string; status: string };

export function readRequest(data: unknown): Request | string | null {
  // Messages of other programs pass through every window; only what says that it is for us gets an answer.
  if (typeof data !== "object" || data === null || !("playground" in data)) return null;
  const result = v.safeParse(request, data);
  if (result.success) return result.output;
  const issue = result.issues[0];
  return `${v.getDotPath(issue) ?? "message"}: ${issue.message}`;
}
