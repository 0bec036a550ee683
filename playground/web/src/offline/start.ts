/** When the service worker is seen to: not before Python stands, and not while a program runs. */
import { effect } from "@preact/signals";
import { keep } from "../app/documents.ts";
import { notify } from "../app/notices.ts";
import type { Runtime } from "../runtime/client.ts";

export function worksOffline(runtime: Runtime): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container || !import.meta.env.PROD) return;
  // Packages used before it is there are told to it then.
  const used: string[] = [];
  runtime.onPackage = (address) => used.push(address);
  const stopWaiting = effect(() => {
    const { state } = runtime.status.value;
    if (runtime.busy.value || (state !== "ready" && state !== "failed")) return;
    queueMicrotask(() => stopWaiting());
    whenIdle(async () => {
      const { register } = await import("./register.ts");
      runtime.onPackage = register(container, { script: import.meta.url, keep, notify });
      used.forEach(runtime.onPackage);
    });
  });
}

function whenIdle(act: () => Promise<void>): void {
  // A script that does not come leaves the page as it is.
  const begin = () => void act().catch(() => {});
  if (typeof requestIdleCallback === "function") requestIdleCallback(begin, { timeout: 5000 });
  else setTimeout(begin, 2000);
}
