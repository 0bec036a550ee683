/** Only where a run ended in runaway recursion is there more to say than Python does. */
import type { Trace } from "../../trace/trace.ts";
import { Lazy } from "../../ui/Lazy.tsx";

export function RecursionNote({ trace }: { trace: Trace }) {
  const type = trace.recording.error?.type;
  if (type !== "RecursionError" && type !== "Fatal") return null;
  return <Lazy load={async () => (await import("./Recursion.tsx")).Recursion} props={{ trace }} />;
}
