/**
 * What a program may not reach although its worker could: everything that the origin stores, and every way to make
 * something that the origin would later run. The page's own files are in one of these stores once the site works offline,
 * and who could write there would speak for the page.
 *
 * The names are taken away as soon as Python stands, before anything of a program is in the worker, and nothing in a
 * worker can bring them back: another worker would have them again, but the worker's policy allows none (`worker-src
 * 'none'` in netlify.toml).
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
  // Reaches the pages and workers of other tabs.
  "BroadcastChannel",
];
/** Of its navigator. */
const OF_NAVIGATOR = ["serviceWorker", "storage", "storageBuckets", "locks"];
/** Of URL: a `blob:` page that is opened by its address runs its scripts on this origin, under no policy. */
const OF_URL = ["createObjectURL", "revokeObjectURL"];

/** Returns the names that could not be taken away; there should be none. */
export function lockDown(scope: typeof globalThis): string[] {
  return [
    ...removeProperty(scope, OF_SCOPE),
    ...removeProperty(scope.navigator, OF_NAVIGATOR),
    ...removeProperty(scope.URL, OF_URL),
  ];
}

/** Takes names away from an object and all that it inherits from; returns those that are there all the same. */
export function removeProperty(object: object, names: string[]): string[] {
  return names.filter((name) => {
    for (let holder: object | null = object; holder; holder = Object.getPrototypeOf(holder))
      Reflect.deleteProperty(holder, name);
    return name in object;
  });
}
