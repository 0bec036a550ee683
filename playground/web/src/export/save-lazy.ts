/** Fetches save.ts when something is to be saved, and reports errors. */
import { loadPart, PartUnavailable } from "../ui/load-part.ts";
import { notify } from "../ui/notices.ts";

export async function saving(act: (save: typeof import("./save.ts")) => unknown): Promise<void> {
  try {
    await act(await loadPart(() => import("./save.ts")));
  } catch (error) {
    if (error instanceof PartUnavailable) return;
    notify(`Nothing was saved: ${(error as Error).message}.`, "error");
  }
}
