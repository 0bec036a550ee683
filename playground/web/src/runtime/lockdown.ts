/**
 * What a program may not reach although its worker could: everything that the origin stores. The page's own files are
 * in one of these stores once the site works offline, and who could write there would speak for the page.
 *
 * The names are taken away before a program runs, and nothing in a worker can bring them back: another worker would
 * have them again, but the worker's policy allows none (`worker-src 'none'` in netlify.toml).
 */

/** Of the worker's global. The file systems among them are old ones that only some browsers have. */
const OF_SCOPE = [
  "caches",
  "indexedDB",
  "cookieStore",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL",
  "Worker",
  "SharedWorker",
];
/** Of its navigator. */
const OF_NAVIGATOR = ["serviceWorker", "storage", "storageBuckets", "locks"];

/** Returns the names that could not be taken away; there should be none. */
export function closeStorage(scope: typeof globalThis): string[] {
  return [...remove(scope, OF_SCOPE), ...remove(scope.navigator, OF_NAVIGATOR)];
}

function remove(object: object, names: string[]): string[] {
  return names.filter((name) => {
    for (let holder: object | null = object; holder; holder = Object.getPrototypeOf(holder))
      Reflect.deleteProperty(holder, name);
    return name in object;
  });
}
