/**
 * The service worker: keeps the files of one version of the site, so that the page comes up without a network.
 * What those files are is written in front of this script by the build (playground/build/offline.py). When it is
 * registered is start.ts's, what a person hears of it register.ts's business.
 *
 * A version is stored whole before it may answer, each file checked by its hash; a page is answered from one version.
 * Pages of an older version that are still open go on finding their files, whose names hold a hash, until `tidy`.
 */
import { PrecacheController } from "workbox-precaching/PrecacheController.js";
import { isFull } from "./full.ts";

interface File {
  url: string;
  /** Null where the name holds a hash already. */
  revision: string | null;
  /** "sha256-…" */
  integrity: string;
}

export type ToServiceWorker =
  /** Answer from the new version from now on; the page that says so loads itself again. */
  | { type: "take over" }
  /** These packages have been used: have them without a network too. Paths. */
  | { type: "keep"; packages: string[] }
  /** `script`: the page's own script, by which its version is known. */
  | { type: "tidy"; script: string };

declare const self: ServiceWorkerGlobalScope & {
  /** `always`: kept from the start; `used`: packages, kept once a program has used them. */
  SITE_FILES: { always: File[]; used: File[] };
};

const { always, used } = self.SITE_FILES;
const PACKAGES = "playground-packages";
/** Nothing else is answered from here. */
const OURS = /^\/(?:$|index\.html$|assets\/|runtime\/|examples\/|icon|manifest\.webmanifest$)/;

/** The browser's own cache may hold for a year what a network's login page said in place of a file. */
let doubted = false;
const renew = async ({ request }: { request: Request }) =>
  doubted ? new Request(request, { cache: "no-cache" }) : request;

const precache = new PrecacheController({ plugins: [{ requestWillFetch: renew }] });
precache.addToCacheList(always);
const store = precache.strategy.cacheName;
const packages = new Map(used.map((file) => [file.url, file]));

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      await reuse();
      // What the event itself is told of has to succeed.
      const attempt = { type: event.type, waitUntil() {} } as unknown as ExtendableEvent;
      const before = await keptUrls();
      await precache.install(attempt).catch(async (error) => {
        if (isFull(error)) {
          await forgetAllBut(before);
          throw error;
        }
        doubted = true;
        return precache.install(event);
      });
      // The first version has no older one to wait for; a later one waits until a page asks or all are closed.
      if (!self.registration.active) await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  // Pages only: a worker runs other people's programs.
  if (!(event.source instanceof WindowClient)) return;
  const message = event.data as ToServiceWorker;
  if (message.type === "take over") void self.skipWaiting();
  else if (message.type === "keep") event.waitUntil(keep(message.packages));
  else if (message.type === "tidy") event.waitUntil(tidy(event, message.script));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || !OURS.test(pathname)) return;
  event.respondWith(answer(request, pathname === "/index.html" ? "/" : pathname));
});

async function answer(request: Request, path: string): Promise<Response> {
  // Asked for anew, after something was wrong with it: the network's word counts first.
  const doubted = request.cache === "no-cache" || request.cache === "reload";
  if (doubted && request.mode !== "navigate") {
    try {
      return await fetch(request);
    } catch {
      // Without a network, what is kept has to do.
    }
  }
  try {
    const kept = await (await caches.open(store)).match(precache.getCacheKeyForURL(path) ?? path);
    const found = kept ?? (await (await caches.open(PACKAGES)).match(path));
    if (found) return found;
  } catch {
    // Storage that fails is as good as none.
  }
  return await fetch(request);
}

const keptUrls = async () => new Set((await (await caches.open(store)).keys()).map(({ url }) => url));

/** Half a version is of no use, and takes the room of the person's own files. */
async function forgetAllBut(before: Set<string>): Promise<void> {
  const cache = await caches.open(store);
  for (const url of await keptUrls()) if (!before.has(url)) await cache.delete(url);
}

async function keep(urls: string[]): Promise<void> {
  const cache = await caches.open(PACKAGES);
  for (const url of urls) {
    const file = packages.get(url);
    if (!file || (await cache.match(url))) continue;
    try {
      // As a rule it comes from the browser's own cache: it was fetched a moment ago.
      const response = await fetch(url, { integrity: file.integrity, credentials: "same-origin" });
      if (response.ok) await cache.put(url, response);
    } catch {
      // It is tried again the next time that the package is used.
    }
  }
}

/** Throws away what older versions left, unless another open page may still want it. */
async function tidy(event: ExtendableMessageEvent, script: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > 1 || !precache.getCacheKeyForURL(script)) return;
  // What a newer version is just storing is not in our list.
  if (self.registration.installing || self.registration.waiting) return;
  await precache.activate(event);
  const cache = await caches.open(PACKAGES);
  for (const request of await cache.keys())
    if (!packages.has(new URL(request.url).pathname)) await cache.delete(request);
}

/** Takes over from the version before what did not change but lies in a folder of another name: the runtime. */
async function reuse(): Promise<void> {
  const cache = await caches.open(store);
  const pool = await caches.open(PACKAGES);
  const before = new Map<string, { request: Request; from: Cache }>();
  for (const from of [cache, pool])
    for (const request of await from.keys())
      if (request.url.includes("/runtime/")) before.set(nameOf(request.url), { request, from });
  for (const file of [...always, ...used]) {
    const old = file.url.startsWith("/runtime/") ? before.get(nameOf(file.url)) : undefined;
    if (!old || (await old.from.match(file.url))) continue;
    const response = await old.from.match(old.request);
    const bytes = await response?.clone().arrayBuffer();
    if (!response || !bytes) continue;
    if ((await integrityOf(bytes)) === file.integrity) await old.from.put(file.url, response);
    // A package that did change is fetched: who could use it without a network goes on being able to.
    else if (old.from === pool) await keep([file.url]);
  }
}

async function integrityOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

const nameOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
