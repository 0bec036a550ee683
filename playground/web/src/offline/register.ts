/**
 * The page's side of the service worker: registers it, tells it which packages were used, and says when a new version
 * of the site is ready. Where the browser has none or refuses it, nothing changes. Loaded when there is nothing more
 * urgent (start.ts), and it imports nothing of the page, so that it costs the first load nothing.
 */
import type { ToServiceWorker } from "./sw.ts";

/** How often a page that stays open looks for a new version when it is looked at again, in ms. */
const LOOK_AGAIN_MS = 3_600_000;

export interface Page {
  /** The page's own script, by which its version is known. */
  script: string;
  /** Keeps what was typed. */
  keep: () => void;
  notify: (text: string, tone: "info", action: { name: string; act: () => void; stays: boolean }) => void;
}

/** Returns what is to be called with the address of every package that has been used. */
export function register(container: ServiceWorkerContainer, page: Page): (address: string) => void {
  const tell = (message: ToServiceWorker) =>
    void container.ready.then(({ active }) => active?.postMessage(message));
  void begin().catch(() => {
    // Refused, blocked, or the server is away: the page works from the network as before.
  });
  return (address) => tell({ type: "keep", packages: [address] });

  async function begin(): Promise<void> {
    const registration = await container.register("/sw.js", { updateViaCache: "none" });
    tell({ type: "tidy", script: page.script });
    const ready = () => {
      if (registration.waiting && container.controller) offerReload(registration, container, page);
    };
    ready();
    registration.addEventListener("updatefound", () => {
      // The first version of all is no new one (WebKit shows it as waiting when the page is already its own).
      if (container.controller) registration.installing?.addEventListener("statechange", ready);
    });
    let looked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible" || Date.now() - looked < LOOK_AGAIN_MS) return;
      looked = Date.now();
      registration.update().catch(() => {});
    });
  }
}

function offerReload(
  registration: ServiceWorkerRegistration,
  container: ServiceWorkerContainer,
  page: Page,
): void {
  const reload = () => {
    page.keep();
    location.reload();
  };
  page.notify("A new version is ready: what you typed stays.", "info", {
    name: "Reload",
    stays: true,
    act() {
      // Another tab may have let it take over already.
      if (!registration.waiting) reload();
      container.addEventListener("controllerchange", reload, { once: true });
      registration.waiting?.postMessage({ type: "take over" } satisfies ToServiceWorker);
    },
  });
}
