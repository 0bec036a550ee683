/**
 * What the page is for, in Firefox, driven by WebDriver BiDi: one visit from the first picture to working offline.
 * Everything else is held in Chromium (tests/page).
 *
 *     node firefox/main_job.ts PYTHON FIREFOX      or: python3 -m playground test firefox
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Firefox, type Playground, Server } from "./playground.ts";

const [python, firefoxPath] = process.argv.slice(2) as [string, string];
let server: Server;
let firefox: Firefox;
let playground: Playground;

before(async () => {
  server = await Server.start(python);
  firefox = await Firefox.start(firefoxPath);
  playground = await firefox.open(`${server.address}#example=fibonacci`);
});

after(async () => {
  await firefox?.end();
  await server?.end();
});

test("an example's recorded picture stands before anything runs", async () => {
  assert.match(await playground.status(/recorded earlier/), /^26 calls/);
  assert.ok((await playground.picture()) > 3);
});

test("the page is isolated, and Python can wait", async () => {
  const has = await playground.page.evaluate(() => [crossOriginIsolated, "Suspending" in WebAssembly]);
  assert.deepEqual(has, [true, true]);
});

test("Run runs the example", async () => {
  assert.match(await playground.run(), /^26 calls/);
  await playground.output("8");
  assert.ok((await playground.picture()) > 3);
});

test("an edited program runs, and the outline tells its calls", async () => {
  const status = await playground.run(
    "def f(n):\n    return g(n) + 1\n\ndef g(n):\n    return n\n\nprint('answer', f(41))\n",
  );
  assert.match(status, /^3 calls/);
  await playground.output("answer 42");
  assert.deepEqual(await playground.outline(), ["main.py", "  f", "    g"]);
});

test("a run goes into a file and comes out of it again", async () => {
  const file = await playground.export();
  const trace = JSON.parse(readFileSync(file, "utf8"));
  assert.deepEqual([trace.format, trace.calls.function.length], ["call-trace", 3]);
  await playground.run("pass\n");
  await playground.openTrace(file);
  await playground.status(/^3 calls/);
  assert.deepEqual(await playground.outline(), ["main.py", "  f", "    g"]);
});

test("a run goes into a page of its own, which opens from the disk and out of which it comes again", async () => {
  const file = await playground.export("Web page (HTML)", ".html");
  const own = await firefox.show(file);
  assert.match(await own.status(/calls in/), /^3 calls/);
  assert.ok((await own.picture()) >= 3);
  assert.deepEqual(await own.outline(), ["main.py", "  f", "    g"]);
  assert.deepEqual(own.faults, []);
  await own.page.close();
  await playground.page.bringToFront();
  await playground.openTrace(file);
  await playground.status(/opened from .*\.html/);
});

test("an exception is named with its line", async () => {
  assert.match(await playground.run("def f(n):\n    return 1 / n\n\nf(0)\n"), /ZeroDivisionError in line 2/);
});

test("endless recursion ends as RecursionError, also through C", async () => {
  const odd = "class Odd:\n    def __repr__(self):\n        return repr(self)\n\nrepr(Odd())\n";
  assert.match(await playground.run("def f(n):\n    f(n + 1)\n\nf(0)\n"), /RecursionError/);
  assert.match(await playground.run(odd), /RecursionError/);
});

test("input() waits for the reader", async () => {
  await playground.write("print('Hello', input('name? '))\n");
  await playground.press("Run");
  await playground.status(/Waiting for your input/);
  await playground.page.keyboard.type("Ada\n");
  await playground.end();
  await playground.output("Hello Ada");
});

test("a program reaches neither the page nor a store of its origin", async () => {
  const names = ["document", "localStorage", "caches", "indexedDB", "cookieStore", "Worker", "SharedWorker"];
  const onNavigator = ["serviceWorker", "storage", "locks"];
  const looking = `import js
print("reached", [n for n in ${JSON.stringify(names)} if hasattr(js, n)])
print("reached", [n for n in ${JSON.stringify(onNavigator)} if hasattr(js.navigator, n)])
`;
  await playground.run(looking);
  await playground.output("reached []\nreached []");
});

test("Stop ends an endless loop and keeps its calls", async () => {
  await playground.write("def f(n):\n    return n\n\nprint('on')\nwhile True:\n    f(1)\n");
  await playground.press("Run");
  await playground.output("on");
  await playground.press("Stop");
  assert.match(await playground.end(), /stopped/);
  assert.deepEqual((await playground.outline()).slice(0, 2), ["main.py", "  f"]);
});

test("without a network the page opens and runs again", async () => {
  await playground.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await server.end();
  await playground.open(`${server.address}#example=fibonacci`);
  assert.match(await playground.run("print('offline', 6 * 7)\n"), /^1 call/);
  await playground.output("offline 42");
});

test("nobody saw an uncaught error", () => {
  assert.deepEqual(playground.faults, []);
});
