/**
 * Decides when the service worker is registered: once Python is ready or has failed, no program runs, and the user is
 * idle.
 */
import { effect } from "@preact/signals";
import { saveDocument } from "../program/documents.ts";
import type { Runtime } from "../runtime/client.ts";
import { whenUserIdle } from "../session/user-activity.ts";
import { notify } from "../ui/notices.ts";

export function startOfflineSupport(runtime: Runtime): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container || !import.meta.env.PROD) return;
  // The service worker is told later of the packages that were used before it was registered.
  const usedPackages: string[] = [];
  runtime.onPackageLoaded = (address) => usedPackages.push(address);
  const stopWaiting = effect(() => {
    const { state } = runtime.status.value;
    if (runtime.busy.value || (state !== "ready" && state !== "failed")) return;
    queueMicrotask(() => stopWaiting());
    const registerWorker = async () => {
      const { register } = await import("./register.ts");
      runtime.onPackageLoaded = register(container, { script: import.meta.url, save: saveDocument, notify });
      usedPackages.forEach(runtime.onPackageLoaded);
    };
    // If the script cannot be loaded, the page stays as it is.
    whenUserIdle(() => void registerWorker().catch(() => {}));
  });
}
