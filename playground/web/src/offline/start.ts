/** When the service worker is seen to: not before Python stands, not while a program runs or somebody is at the picture. */
import { effect } from "@preact/signals";
import { keepDocument } from "../program/documents.ts";
import type { Runtime } from "../runtime/client.ts";
import { whenUserIdle } from "../session/user-activity.ts";
import { notify } from "../ui/notices.ts";

export function worksOffline(runtime: Runtime): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container || !import.meta.env.PROD) return;
  // Packages used before it is there are told to it then.
  const used: string[] = [];
  runtime.onPackageLoaded = (address) => used.push(address);
  const stopWaiting = effect(() => {
    const { state } = runtime.status.value;
    if (runtime.busy.value || (state !== "ready" && state !== "failed")) return;
    queueMicrotask(() => stopWaiting());
    const begin = async () => {
      const { register } = await import("./register.ts");
      runtime.onPackageLoaded = register(container, { script: import.meta.url, keep: keepDocument, notify });
      used.forEach(runtime.onPackageLoaded);
    };
    // A script that does not come leaves the page as it is.
    whenUserIdle(() => void begin().catch(() => {}));
  });
}
