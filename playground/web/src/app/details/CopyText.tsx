/** How large a call is as text, and what copies that. It is loaded when the menu of a call is opened. */
import { useMemo } from "preact/hooks";
import { formatCount } from "../../text.ts";
import { callText } from "../../trace/call-text.ts";
import type { Trace } from "../../trace/trace.ts";
import { showToast } from "../../ui/notices.ts";

export function TextSize({ trace, call }: { trace: Trace; call: number }) {
  const { tokens } = useMemo(() => callText(trace, call), [trace, call]);
  return <>{`about ${formatCount(tokens, "token")}`}</>;
}

export async function copyText(trace: Trace, call: number): Promise<void> {
  const { text } = callText(trace, call);
  try {
    await navigator.clipboard.writeText(text);
    showToast(`Copied: ${formatCount(text.split("\n").length, "line")} of text`);
  } catch {
    showToast("The browser did not allow copying");
  }
}
