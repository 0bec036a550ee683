/**
 * Runs the program's own tests under the recorder, and says after an edit which of them it touches. The tests run where
 * the program would; what an edit touches is asked of an interpreter of its own, which runs nothing of the program.
 */
import { effect } from "@preact/signals";
import { source } from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import { textFiles } from "../program/program-files.ts";
import { hasMemoryForStandby } from "../runtime/standby-interpreter.ts";
import { Hand } from "../runtime/test-bench.ts";
import site from "../site.ts";
import { type Affected, affected, litTest, type TestRun, testRun } from "../state/test-runs.ts";
import { notify } from "../ui/notices.ts";
import { findTests } from "./find-tests.ts";
import { busy, runProgram, testsHost } from "./run-program.ts";
import { readTold } from "./told-of-tests.ts";

const UNREACHABLE = "What runs tests could not be fetched: check the connection, then press Run tests again.";
/** How long after an edit it is asked what that touches, in ms. */
const ASK_AFTER_MS = 150;

/** All texts of the program, by file name. */
export const textsOfProgram = (): Record<string, string> => ({ [MAIN]: source.value, ...textFiles.value });

let archive: ArrayBuffer | null = null;

async function fetchArchive(): Promise<ArrayBuffer | null> {
  if (archive) return archive;
  try {
    const response = await fetch(site.tests);
    if (!response.ok) throw new Error(UNREACHABLE);
    archive = await response.arrayBuffer();
    testsHost.onFetched(site.tests);
    return archive;
  } catch {
    notify(UNREACHABLE, "error");
    return null;
  }
}

const NOTHING: Omit<TestRun, "texts"> = {
  state: "running",
  running: 0,
  of: 0,
  results: [],
  problems: [],
  ids: [],
  lines: {},
  functions: [],
  byTest: {},
  map: "",
};

/** Runs all tests, or (`onlyAffected`) those that edits since the last run have touched. */
export async function runTests(onlyAffected = false): Promise<void> {
  const texts = textsOfProgram();
  const { files, doctests } = findTests(texts);
  const code = await fetchArchive();
  if (!code || files.length === 0) return;
  const before = testRun.peek();
  const chosen = onlyAffected && before !== null && before.map !== "";
  const run: TestRun = {
    ...NOTHING,
    ...(chosen && { ...before, problems: [], state: "running" as const }),
    texts,
  };
  const known = new Map(run.results.map((result) => [result.id, result]));
  const show = (next: Partial<TestRun>) => {
    if (testRun.peek()?.texts === texts) testRun.value = { ...testRun.peek()!, ...next };
  };
  testRun.value = run;
  affected.value = null;
  litTest.value = "";
  testsHost.hear((text) => {
    const told = readTold(text);
    if (told === null) return;
    if ("begins" in told) show({ running: told.begins, of: told.of });
    else if ("test" in told) {
      known.set(told.test.id, told.test);
      show({ results: [...known.values()] });
    } else {
      const ids = new Set(told.ids);
      show({ ...told, state: "done", results: [...known.values()].filter(({ id }) => ids.has(id)) });
    }
  });
  const request = JSON.stringify({ files, doctests, ...(chosen && { affected: true, map: before.map }) });
  await runProgram({ archive: code, request });
  if (testRun.peek()?.state === "running") show({ state: "stopped" });
  else prepareToAsk(code);
}

let hand: Promise<Hand> | null = null;

/** Gets an interpreter ready that says what edits touch. */
function prepareToAsk(code: ArrayBuffer): void {
  if (hand || !hasMemoryForStandby()) return;
  hand = (async () => {
    const made = new Hand(testsHost.start, () => {});
    await made.ask({ ask: "prepare", archive: code, source: "import pytest" });
    return made;
  })();
  hand.catch(() => {
    hand = null;
  });
}

/** The texts in which something has changed since the run. */
const isEdited = (run: TestRun, texts: Record<string, string>): boolean =>
  Object.keys({ ...run.texts, ...texts }).some((name) => run.texts[name] !== texts[name]);

/** Keeps `affected` up to date; `onKnown` is called when it is known what an edit touches. Returns what ends it. */
export function watchEdits(onKnown: (found: Affected) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let answering: Promise<unknown> = Promise.resolve();
  const end = effect(() => {
    const run = testRun.value;
    const texts = textsOfProgram();
    clearTimeout(timer);
    const mine = ++asked;
    if (run?.state !== "done" || busy.value || !isEdited(run, texts)) {
      affected.value = null;
      return;
    }
    timer = setTimeout(() => {
      answering = answering.then(async () => {
        if (mine !== asked) return;
        const found = await ask(run, texts);
        if (mine !== asked || !found) return;
        affected.value = found;
        onKnown(found);
      });
    }, ASK_AFTER_MS);
  });
  return () => {
    clearTimeout(timer);
    asked++;
    end();
  };
}

async function ask(run: TestRun, texts: Record<string, string>): Promise<Affected | null> {
  try {
    const python = Object.entries(texts).filter(([name]) => name.endsWith(".py"));
    const request = {
      ask: "affected",
      map: run.map,
      files: JSON.stringify(Object.fromEntries(python)),
    } as const;
    return JSON.parse((await (await hand)?.ask(request)) ?? "null");
  } catch {
    hand = null;
    return null;
  }
}
