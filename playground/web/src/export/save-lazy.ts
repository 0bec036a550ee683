/** Fetches save.ts when something is to be saved, and reports errors. */
import { notify } from "../ui/notices.ts";

export async function saving(act: (save: typeof import("./save.ts")) => unknown): Promise<void> {
  try {
    await act(await import("./save.ts"));
  } catch (error) {
    notify(`Nothing was saved: ${(error as Error).message}.`, "error");
  }
}
