/**
 * The service worker: keeps the files of one version of the site, so that the page comes up without a network.
 * What those files are is written in front of this script by the build (playground/build/offline.py). When it is
 * registered is start.ts's, what a person hears of it register.ts's business.
 *
 * A version is stored whole before it may answer; a page is answered from one version. Each file is checked by its hash
 * when it is stored and again when it is handed out (checked.ts), so that what somebody else wrote into the caches is
 * never run and does not stay. Pages of an older version that are still open go on finding their files, whose names
 * hold a hash, until `tidy`.
 */
import { PrecacheController } from "workbox-precaching/PrecacheController.js";
import { isFull } from "../storage/quota.ts";
import {
  fetchedBytes,
  integrityOf,
  isHashed,
  type Known,
  keepBytes,
  keptAnswer,
  type Listed,
  responseOf,
  type SiteFiles,
} from "./checked.ts";
import { anyVersion, forgetOtherVersions, keepVersion, ofAnotherVersion, VERSIONS } from "./versions.ts";

export type ToServiceWorker =
  /** Answer from the new version from now on; the page that says so loads itself again. */
  | { type: "take over" }
  /** These packages have been used: have them without a network too. Paths. */
  | { type: "keep"; packages: string[] }
  /** `script`: the page's own script, by which its version is known. */
  | { type: "tidy"; script: string };

declare const self: ServiceWorkerGlobalScope & { SITE_FILES: SiteFiles };

const { always, used, headers } = self.SITE_FILES;
const STORE = "playground-precache-2";
const PACKAGES = "playground-packages";
/** runtime/snapshot.ts keeps Python's memory in caches whose names begin with this. */
const MEMORY = "playground-python";
const DAMAGED = "The stored copy of this page is damaged: connect to the network and load it again.\n";

/** The browser's own cache may hold for a year what a network's login page said in place of a file. */
let doubted = false;
const renew = async ({ request }: { request: Request }) =>
  doubted ? new Request(request, { cache: "no-cache" }) : request;

const precache = new PrecacheController({ cacheName: STORE, plugins: [{ requestWillFetch: renew }] });
precache.addToCacheList(always);
const known = ({ url, integrity, headers: set }: Listed, cache: string, key = url): [string, Known] => [
  url,
  { url, integrity, headers: headers[set]!, cache, key },
];
const packages = new Map(used.map((file) => known(file, PACKAGES)));
const files = new Map([
  ...always.map((file) => known(file, STORE, precache.getCacheKeyForURL(file.url))),
  ...packages,
]);
/** The page names all other files, so that its hash is the version's. */
const version = always.find(({ url }) => url === "/")!.revision!;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const takesOver = await beginEra();
      await forgetDamaged();
      await reuse();
      // What the event itself is told of has to succeed.
      const attempt = { type: event.type, waitUntil() {} } as unknown as ExtendableEvent;
      const before = await keptUrls();
      try {
        await precache.install(attempt).catch(async (error) => {
          if (isFull(error)) throw error;
          doubted = true;
          await precache.install(event);
        });
        await keepVersion(version, self.SITE_FILES);
      } catch (error) {
        if (isFull(error)) await forgetAllBut(before);
        throw error;
      }
      // The first version has no older one to wait for; a later one waits until a page asks or all are closed.
      if (takesOver || !self.registration.active) await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  // Pages only: a worker runs other people's programs.
  if (!(event.source instanceof WindowClient)) return;
  const message = (event.data ?? {}) as ToServiceWorker;
  if (message.type === "take over") void self.skipWaiting();
  else if (message.type === "keep") event.waitUntil(keep(message.packages));
  else if (message.type === "tidy") event.waitUntil(tidy(event, message.script));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const path = pathname === "/index.html" ? "/" : pathname;
  if (request.method !== "GET" || origin !== self.location.origin) return;
  // No other document comes from here, whatever is listed: it would have the origin's rights.
  if (isDocument(request) && path !== "/") return;
  if (files.has(path) || isHashed(path)) event.respondWith(answer(request, path));
});

const isDocument = ({ mode, destination }: Request) =>
  mode === "navigate" || /^(?:document|iframe|frame|fencedframe|embed|object)$/.test(destination);

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
  const file = files.get(path);
  if (file) return answerWith(file, request);
  return (await ofAnotherVersion(path, [STORE, PACKAGES]).catch(() => null)) ?? fetch(request);
}

async function answerWith(file: Known, request: Request): Promise<Response> {
  // Storage that fails is as good as none.
  const found = await keptAnswer(file).catch(() => "none" as const);
  if (found instanceof Response) return found;
  // Most packages were never used, and the page shows how they arrive.
  if (found === "none" && file.cache === PACKAGES) return fetch(request);
  try {
    const bytes = await fetchedBytes(file, "no-cache");
    // Where there is no room for it, it is handed out all the same.
    await keepBytes(file, bytes).catch(() => {});
    return responseOf(file, bytes);
  } catch {
    // No network, or it has something else under this name.
  }
  if (isHashed(file.url)) return Response.error();
  try {
    // A newer version, then, which brings its own files.
    return await fetch(request);
  } catch {
    return isDocument(request) ? damaged() : Response.error();
  }
}

const damaged = () =>
  new Response(DAMAGED, {
    status: 503,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });

/**
 * Sites built before what is handed out was checked may have left stores that somebody wrote into, and a service worker
 * that believes them: whatever is not of this era goes, and whether there was any is returned. Python's memory belongs
 * to one version, so that it goes with each; only a first visit may just have made it.
 */
async function beginEra(): Promise<boolean> {
  let begins = !(await anyVersion());
  const stay = begins ? [STORE] : [STORE, PACKAGES, VERSIONS];
  for (const name of await caches.keys()) {
    if (stay.includes(name)) continue;
    const isMemory = name.startsWith(MEMORY);
    if (isMemory && !self.registration.active) continue;
    await caches.delete(name);
    begins ||= !isMemory;
  }
  return begins;
}

/** Workbox takes what is stored already for right. */
async function forgetDamaged(): Promise<void> {
  for (const file of files.values()) await keptAnswer(file);
}

const keptUrls = async () => new Set((await (await caches.open(STORE)).keys()).map(({ url }) => url));

/** Half a version is of no use, and takes the room of the person's own files. */
async function forgetAllBut(before: Set<string>): Promise<void> {
  const cache = await caches.open(STORE);
  for (const url of await keptUrls()) if (!before.has(url)) await cache.delete(url);
}

/** Packages that are still to be kept: however often a page asks, each is seen to once, one after the other. */
const wanted = new Set<string>();
let keeping: Promise<void> | null = null;

async function keep(urls: unknown): Promise<void> {
  // Through the page a program has a say in this, and may ask for anything any number of times.
  if (!Array.isArray(urls) || urls.length > packages.size) return;
  for (const url of urls) if (packages.has(url)) wanted.add(url);
  keeping ??= keepWanted().finally(() => {
    keeping = null;
  });
  await keeping;
}

async function keepWanted(): Promise<void> {
  for (const url of wanted) {
    const file = packages.get(url)!;
    try {
      // As a rule it comes from the browser's own cache: it was fetched a moment ago.
      if (!(await (await caches.open(PACKAGES)).match(url)))
        await keepBytes(file, await fetchedBytes(file, "default"));
    } catch {
      // It is tried again the next time that the package is used.
    }
    wanted.delete(url);
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
  await forgetOtherVersions(version);
  // The next version goes by it: it is to be what it was.
  await keepVersion(version, self.SITE_FILES);
}

/** Takes over from the version before what did not change but lies in a folder of another name: the runtime. */
async function reuse(): Promise<void> {
  const cache = await caches.open(STORE);
  const pool = await caches.open(PACKAGES);
  const before = new Map<string, { request: Request; from: Cache }>();
  for (const from of [cache, pool])
    for (const request of await from.keys())
      if (request.url.includes("/runtime/")) before.set(nameOf(request.url), { request, from });
  for (const file of files.values()) {
    const old = file.url.startsWith("/runtime/") ? before.get(nameOf(file.url)) : undefined;
    if (!old || (await old.from.match(file.url))) continue;
    const bytes = await (await old.from.match(old.request))?.arrayBuffer();
    if (!bytes) continue;
    if ((await integrityOf(bytes)) === file.integrity) await keepBytes(file, bytes);
    // A package that did change is fetched: who could use it without a network goes on being able to.
    else if (old.from === pool) await keep([file.url]);
  }
}

const nameOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
