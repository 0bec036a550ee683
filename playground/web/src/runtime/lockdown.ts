/**
 * What a program must not reach although its worker could: everything that the origin stores, and every way to create
 * something that the origin would later run. Once the site works offline, the page's own files lie in one of these
 * stores, so that a program that could write there could replace the page.
 *
 * The names are deleted as soon as Python is ready, before anything of a program is in the worker, and nothing in a
 * worker can bring them back: another worker would have them again, but the worker's policy allows none (`worker-src
 * 'none'` in netlify.toml).
 */

/**
 * Names in the worker's global scope. The file systems among them are old interfaces that only some browsers have.
 */
const SCOPE_NAMES = [
  "caches",
  "indexedDB",
  "cookieStore",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL",
  "Worker",
  "SharedWorker",
  // It reaches the pages and workers of other tabs.
  "BroadcastChannel",
];
/** Names in its navigator. */
const NAVIGATOR_NAMES = ["serviceWorker", "storage", "storageBuckets", "locks"];
/** Names in URL: a page opened from a `blob:` address runs its scripts on this origin, under no policy. */
const URL_NAMES = ["createObjectURL", "revokeObjectURL"];

/** Returns the names that could not be deleted; there should be none. */
export function lockDown(scope: typeof globalThis): string[] {
  return [
    ...removeProperties(scope, SCOPE_NAMES),
    ...removeProperties(scope.navigator, NAVIGATOR_NAMES),
    ...removeProperties(scope.URL, URL_NAMES),
  ];
}

/** Deletes names from an object and its prototypes; returns those that are there all the same. */
export function removeProperties(object: object, names: string[]): string[] {
  return names.filter((name) => {
    for (let holder: object | null = object; holder; holder = Object.getPrototypeOf(holder))
      Reflect.deleteProperty(holder, name);
    return name in object;
  });
}
