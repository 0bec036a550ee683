/**
 * The page's side of the service worker: it registers the worker, tells it which packages were used, and says when a
 * new version of the site is ready. Where the browser has no service workers or refuses them, nothing changes. It is
 * loaded when nothing more urgent is left (start.ts), and imports nothing of the page, so that it costs the first
 * load nothing.
 */
import type { ToServiceWorker } from "./sw.ts";

/** How often at most a page that stays open checks for a new version when it becomes visible again, in ms. */
const UPDATE_CHECK_INTERVAL_MS = 3_600_000;

interface Page {
  /** The page's own script, which identifies its version. */
  script: string;
  /** Saves what was typed. */
  save: () => void;
  notify: (text: string, tone: "info", action: { name: string; act: () => void; stays: boolean }) => void;
}

/** Returns a function to be called with the address of every package that has been used. */
export function register(container: ServiceWorkerContainer, page: Page): (address: string) => void {
  const post = (message: ToServiceWorker) =>
    void container.ready.then(({ active }) => active?.postMessage(message));
  void start().catch(() => {
    // The browser refused, or the server is unreachable: the page works from the network as before.
  });
  return (address) => post({ type: "keep", packages: [address] });

  async function start(): Promise<void> {
    const registration = await container.register("/sw.js", { updateViaCache: "none" });
    post({ type: "tidy", script: page.script });
    const offerIfWaiting = () => {
      if (registration.waiting && container.controller) offerReload(registration, container, page);
    };
    offerIfWaiting();
    registration.addEventListener("updatefound", () => {
      // The very first version is not an update (WebKit shows it as waiting when it already controls the page).
      if (container.controller) registration.installing?.addEventListener("statechange", offerIfWaiting);
    });
    let lastCheck = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible" || Date.now() - lastCheck < UPDATE_CHECK_INTERVAL_MS) return;
      lastCheck = Date.now();
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
    page.save();
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
