/**
 * The service worker: it caches the files of one version of the site, so that the page comes up without a network.
 * The build puts the list of these files in front of this script (playground/build/offline.py). When it is registered
 * is start.ts's business, what the user reads of it register.ts's.
 *
 * A version is cached whole before it may respond, and a page gets all its files from one version. Each file is
 * checked by its hash when it is cached and again when it is served (checked.ts), so that what somebody else wrote
 * into the caches never runs and does not stay. Pages of an older version that are still open go on finding their
 * files, whose names contain a hash, until `tidy`.
 */
import { PrecacheController } from "workbox-precaching/PrecacheController.js";
import { isQuotaError } from "../storage/quota.ts";
import {
  cacheBytes,
  cachedResponse,
  fetchBytes,
  integrityOf,
  isHashed,
  type KnownFile,
  type ListedFile,
  responseOf,
  type SiteFiles,
} from "./checked.ts";
import {
  deleteOtherVersions,
  hasAnyVersion,
  otherVersionResponse,
  storeVersion,
  VERSIONS,
} from "./versions.ts";

export type ToServiceWorker =
  /** Respond from the new version from now on; the page that sends this reloads itself. */
  | { type: "take over" }
  /** These packages have been used: cache them. They are given by their paths on the site. */
  | { type: "keep"; packages: string[] }
  /** `script`: the page's own script, which identifies its version. */
  | { type: "tidy"; script: string };

declare const self: ServiceWorkerGlobalScope & { SITE_FILES: SiteFiles };

const { always, used, headers } = self.SITE_FILES;
const PRECACHE = "playground-precache-2";
const PACKAGES = "playground-packages";
/** runtime/snapshot.ts stores snapshots of Python's memory in caches whose names begin with this. */
const SNAPSHOT_PREFIX = "playground-python";
/** The page and its guide, by their other addresses. */
const DOCUMENTS = new Map([
  ["/index.html", "/"],
  ["/guide.html", "/guide"],
]);
const OWN_DOCUMENTS = new Set(DOCUMENTS.values());
const DAMAGED_TEXT = "The stored copy of this page is damaged: connect to the network and load it again.\n";

/** Whether the HTTP cache is bypassed: it may hold for a year what a network's login page sent in place of a file. */
let bypassCache = false;
const renew = async ({ request }: { request: Request }) =>
  bypassCache ? new Request(request, { cache: "no-cache" }) : request;

const precache = new PrecacheController({ cacheName: PRECACHE, plugins: [{ requestWillFetch: renew }] });
precache.addToCacheList(always);
const entryOf = (
  { url, integrity, headers: set }: ListedFile,
  cache: string,
  key = url,
): [string, KnownFile] => [url, { url, integrity, headers: headers[set]!, cache, key }];
const packages = new Map(used.map((file) => entryOf(file, PACKAGES)));
const files = new Map([
  ...always.map((file) => entryOf(file, PRECACHE, precache.getCacheKeyForURL(file.url))),
  ...packages,
]);
/** The page's HTML contains the names of all files that it is made of, so that its hash identifies the version. */
const version = always.find(({ url }) => url === "/")!.revision!;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const foundUnchecked = await deleteUncheckedCaches();
      await deleteDamaged();
      await reuseUnchanged();
      // A promise given to the event itself would fail the installation, and the first attempt may fail.
      const attempt = { type: event.type, waitUntil() {} } as unknown as ExtendableEvent;
      const before = await cachedUrls();
      try {
        await precache.install(attempt).catch(async (error) => {
          if (isQuotaError(error)) throw error;
          bypassCache = true;
          await precache.install(event);
        });
        await storeVersion(version, self.SITE_FILES);
      } catch (error) {
        if (isQuotaError(error)) await deleteAllBut(before);
        throw error;
      }
      // The first version has no older one to wait for; a later one waits until a page asks for it or all pages are
      // closed.
      if (foundUnchecked || !self.registration.active) await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  // Only pages may send messages: a worker runs other people's programs.
  if (!(event.source instanceof WindowClient)) return;
  const message = (event.data ?? {}) as ToServiceWorker;
  if (message.type === "take over") void self.skipWaiting();
  else if (message.type === "keep") event.waitUntil(keepPackages(message.packages));
  else if (message.type === "tidy") event.waitUntil(tidy(event, message.script));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const path = DOCUMENTS.get(pathname) ?? pathname;
  if (request.method !== "GET" || origin !== self.location.origin) return;
  // No other document is served from the cache, whatever is listed, since it would have the origin's rights.
  if (isDocument(request) && !OWN_DOCUMENTS.has(path)) return;
  if (files.has(path) || isHashed(path)) event.respondWith(respond(request, path));
});

const isDocument = ({ mode, destination }: Request) =>
  mode === "navigate" || /^(?:document|iframe|frame|fencedframe|embed|object)$/.test(destination);

async function respond(request: Request, path: string): Promise<Response> {
  // The page requests a file like this after something was wrong with it: then the network comes first.
  const bypassCache = request.cache === "no-cache" || request.cache === "reload";
  if (bypassCache && request.mode !== "navigate") {
    try {
      return await fetch(request);
    } catch {
      // Without a network, the cached file has to do.
    }
  }
  const file = files.get(path);
  if (file) return respondWithFile(file, request);
  return (await otherVersionResponse(path, [PRECACHE, PACKAGES]).catch(() => null)) ?? fetch(request);
}

async function respondWithFile(file: KnownFile, request: Request): Promise<Response> {
  // A cache that fails counts as empty.
  const found = await cachedResponse(file).catch(() => "none" as const);
  if (found instanceof Response) return found;
  // Most packages are never used, and the page shows the progress of their download.
  if (found === "none" && file.cache === PACKAGES) return fetch(request);
  try {
    const bytes = await fetchBytes(file, "no-cache");
    // Where there is no room to cache it, it is served all the same.
    await cacheBytes(file, bytes).catch(() => {});
    return responseOf(file, bytes);
  } catch {
    // There is no network, or it has another file under this name.
  }
  if (isHashed(file.url)) return Response.error();
  try {
    // The site then has a newer version, which brings its own files.
    return await fetch(request);
  } catch {
    return isDocument(request) ? damagedResponse() : Response.error();
  }
}

const damagedResponse = () =>
  new Response(DAMAGED_TEXT, {
    status: 503,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });

/**
 * Versions of the site from before cached files were checked may have left caches that somebody wrote into, and a
 * service worker that trusts them: all caches but ours are deleted. Returns true if any such version may have been
 * here. A snapshot of Python's memory belongs to one version, so it is deleted with each, except on a first visit,
 * which may just have made it.
 */
async function deleteUncheckedCaches(): Promise<boolean> {
  let foundUnchecked = !(await hasAnyVersion());
  const cachesToKeep = foundUnchecked ? [PRECACHE] : [PRECACHE, PACKAGES, VERSIONS];
  for (const name of await caches.keys()) {
    if (cachesToKeep.includes(name)) continue;
    const isSnapshot = name.startsWith(SNAPSHOT_PREFIX);
    if (isSnapshot && !self.registration.active) continue;
    await caches.delete(name);
    foundUnchecked ||= !isSnapshot;
  }
  return foundUnchecked;
}

/** `cachedResponse` deletes what is damaged; Workbox does not check what is cached already. */
async function deleteDamaged(): Promise<void> {
  for (const file of files.values()) await cachedResponse(file);
}

const cachedUrls = async () => new Set((await (await caches.open(PRECACHE)).keys()).map(({ url }) => url));

/** Half a version is of no use, and takes space from the user's own files. */
async function deleteAllBut(before: Set<string>): Promise<void> {
  const cache = await caches.open(PRECACHE);
  for (const url of await cachedUrls()) if (!before.has(url)) await cache.delete(url);
}

/** Packages that are still to be cached: each is handled once, one after the other, however often a page asks. */
const pendingPackages = new Set<string>();
let keeping: Promise<void> | null = null;

async function keepPackages(urls: unknown): Promise<void> {
  // A program can make the page send this, with any content and any number of times.
  if (!Array.isArray(urls) || urls.length > packages.size) return;
  for (const url of urls) if (packages.has(url)) pendingPackages.add(url);
  keeping ??= keepPending().finally(() => {
    keeping = null;
  });
  await keeping;
}

async function keepPending(): Promise<void> {
  for (const url of pendingPackages) {
    const file = packages.get(url)!;
    try {
      // It usually comes from the browser's HTTP cache, because it was fetched a moment ago.
      if (!(await (await caches.open(PACKAGES)).match(url)))
        await cacheBytes(file, await fetchBytes(file, "default"));
    } catch {
      // It is tried again the next time that the package is used.
    }
    pendingPackages.delete(url);
  }
}

/** Deletes what older versions left, unless another open page may still need it. */
async function tidy(event: ExtendableMessageEvent, script: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > 1 || !precache.getCacheKeyForURL(script)) return;
  // A newer version may be caching files that are not in our list.
  if (self.registration.installing || self.registration.waiting) return;
  await precache.activate(event);
  const cache = await caches.open(PACKAGES);
  for (const request of await cache.keys())
    if (!packages.has(new URL(request.url).pathname)) await cache.delete(request);
  await deleteOtherVersions(version);
  // The next version relies on this list, so it is restored to what it was.
  await storeVersion(version, self.SITE_FILES);
}

/** Takes over unchanged files from the previous version: those of the runtime, whose folder has another name now. */
async function reuseUnchanged(): Promise<void> {
  const cache = await caches.open(PRECACHE);
  const packageCache = await caches.open(PACKAGES);
  const previousByName = new Map<string, { request: Request; from: Cache }>();
  for (const from of [cache, packageCache])
    for (const request of await from.keys())
      if (request.url.includes("/runtime/")) previousByName.set(nameOf(request.url), { request, from });
  for (const file of files.values()) {
    const previous = file.url.startsWith("/runtime/") ? previousByName.get(nameOf(file.url)) : undefined;
    if (!previous || (await previous.from.match(file.url))) continue;
    const bytes = await (await previous.from.match(previous.request))?.arrayBuffer();
    if (!bytes) continue;
    if ((await integrityOf(bytes)) === file.integrity) await cacheBytes(file, bytes);
    // A package that did change is fetched, so that whoever could use it without a network still can.
    else if (previous.from === packageCache) await keepPackages([file.url]);
  }
}

const nameOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
