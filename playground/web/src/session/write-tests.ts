/**
 * Writes tests of the run that is shown: one interpreter reads the trace and decides (calltrace_tests, in Python), others
 * make the calls again, check the tests and hold them against mutants. Nothing runs in the first, and nothing of it is
 * kept from the page: its work passes through here as JSON.
 */
import { hasMemoryForStandby } from "../runtime/standby-interpreter.ts";
import {
  BenchFailure,
  type Hand,
  type Job,
  type Start,
  TestBench,
  type Told,
} from "../runtime/test-bench.ts";
import site from "../site.ts";
import { lastWriting, type Writing, type Written } from "../state/written-tests.ts";
import { fewerCalls } from "../trace/fewer-calls.ts";
import type { Trace } from "../trace/trace.ts";
import { orderOfBeginning, writeTraceFile } from "../trace/write-file.ts";

/** So much time the mutants have, in seconds. */
const SECONDS_FOR_MUTANTS = 20;
const UNREACHABLE =
  "What writes tests could not be fetched: check the connection, then press Write tests again.";

interface Work {
  stage: string;
  pieces: number;
  jobs: Job[];
}

type Step = { work: Work } | { written: Written } | { cannot: string };

/** What is being made or was made last, so that it can be stopped and added to. */
let current: { bench: TestBench; writer: Hand | null; finished: (written: Written) => Written } | null = null;

/** What the page gives: how an interpreter is started, and what is told when the code has been fetched. */
export interface Host {
  start: Start;
  onFetched(address: string): void;
}

/** Writes tests of a run; `only`: of one function, by its qualified name. It never rejects: `lastWriting` says all. */
export async function writeTests(host: Host, run: Trace, only: string | null): Promise<void> {
  current?.bench.end();
  const archive = fetchArchive(host);
  archive.catch(() => {});
  const bench = new TestBench(host.start, archive, textOf(run), hasMemoryForStandby());
  const { trace, origin, remark } = fewerCalls(run);
  const order = orderOfBeginning(trace);
  const mine: typeof current & object = {
    bench,
    writer: null,
    finished: (written) =>
      withRemark(
        withNumbers(written, (call) => origin[order[call]]),
        remark,
      ),
  };
  current = mine;
  const show = (now: Writing) => {
    if (current === mine) lastWriting.value = { of: run, only, now };
  };
  show({ state: "working", stage: "getting Python ready", done: 0, total: 0 });
  try {
    const starting = bench.hand("writer");
    void bench.startAhead(AHEAD);
    mine.writer = await starting;
    show({ state: "working", stage: "reading the run", done: 0, total: 0 });
    const options = JSON.stringify({ seconds: SECONDS_FOR_MUTANTS, functions: only === null ? [] : [only] });
    await mine.writer.ask({ ask: "begin", trace: writeTraceFile(trace), options });
    const last = await workOff(mine.writer, bench, show);
    if ("written" in last) show({ state: "written", written: mine.finished(last.written) });
    else show({ state: "ended", sentence: last.cannot });
  } catch (error) {
    bench.end();
    show({ state: "ended", sentence: sentenceOf(error) });
  }
}

/** The interpreters that will be needed, in this order, by purpose and hash seed. */
const AHEAD: readonly [string, number][] = [
  ["trial 0", 0],
  ["check 1", 1],
  ["check 2", 2],
  ["check 3", 3],
  ["mutants 0", 0],
];

async function workOff(
  writer: Hand,
  bench: TestBench,
  show: (now: Writing) => void,
): Promise<Exclude<Step, { work: Work }>> {
  let told: string | null = null;
  for (;;) {
    const step: Step = JSON.parse(await writer.ask({ ask: "step", told }));
    if (!("work" in step)) return step;
    const { stage, pieces, jobs } = step.work;
    let done = 0;
    const progress = () => show({ state: "working", stage, done, total: pieces });
    progress();
    const hear = (one: Told) => {
      if (!("number" in one)) return;
      done++;
      progress();
    };
    const kind = String(JSON.parse(jobs[0].job).kind);
    told = JSON.stringify(await bench.doAll(kind, jobs, hear));
  }
}

/** Ends what is being made. What was made before is gone: the tests are written from the run again. */
export function stopWriting(): void {
  current?.bench.end();
  current = null;
  lastWriting.value = null;
}

/** Writes an offered test as well. */
export async function addOffered(call: string): Promise<void> {
  const mine = current;
  const last = lastWriting.peek();
  if (!mine?.writer || last?.now.state !== "written") return;
  const { written }: { written: Written } = JSON.parse(await mine.writer.ask({ ask: "add", call }));
  lastWriting.value = { ...last, now: { state: "written", written: mine.finished(written) } };
}

async function fetchArchive({ onFetched }: Host): Promise<ArrayBuffer> {
  try {
    const response = await fetch(site.tests);
    if (!response.ok) throw new Error(UNREACHABLE);
    const archive = await response.arrayBuffer();
    onFetched(site.tests);
    return archive;
  } catch {
    throw new BenchFailure(UNREACHABLE);
  }
}

/** The text of the program's files, in which imports are looked for. */
const textOf = ({ program, sources }: Trace): string =>
  [program.source, ...Object.values(sources)].join("\n");

/** Calls by their numbers in the whole run, where the writer was given fewer. */
function withNumbers(written: Written, original: (call: number) => number): Written {
  return {
    ...written,
    tests: written.tests.map((test) => ({ ...test, calls: test.calls.map(original) })),
    left_out: written.left_out.map((one) => ({ ...one, call: one.call < 0 ? -1 : original(one.call) })),
  };
}

const withRemark = (written: Written, remark: string | null): Written =>
  remark === null ? written : { ...written, remarks: [remark, ...written.remarks] };

const sentenceOf = (error: unknown): string =>
  error instanceof BenchFailure
    ? error.message
    : `The tests could not be written (${String((error as Error)?.message ?? error).slice(0, 200)}).`;
