/** Tests written of the run on the screen: before, while and after they are made. */
import { testsHost } from "../../session/run-program.ts";
import { addOffered, stopWriting, writeTests } from "../../session/write-tests.ts";
import { recordedTrace } from "../../state/view-state.ts";
import { type Writing, writing } from "../../state/written-tests.ts";

export function WrittenTests() {
  const now = writing.value?.now;
  return (
    <section class="written-tests" aria-label="Tests from this run">
      {now === undefined ? <Before /> : <Now now={now} />}
    </section>
  );
}

function begin(only: string | null): void {
  const run = recordedTrace.peek();
  if (run) void writeTests(testsHost, run, only);
}

function Before() {
  return (
    <>
      <p>
        Tests hold on to what each function did in this run: the same arguments must give the same result.
      </p>
      <button type="button" class="run-button" onClick={() => begin(null)}>
        Write tests
      </button>
    </>
  );
}

function Now({ now }: { now: Writing }) {
  if (now.state === "ended") return <p>{now.sentence}</p>;
  if (now.state === "working")
    return (
      <p>
        {now.stage} {now.done} of {now.total} <button onClick={stopWriting}>Stop</button>
      </p>
    );
  return (
    <>
      <h2>{now.written.figure}</h2>
      <pre>{now.written.files.pytest}</pre>
      <pre>{JSON.stringify(now.written.left_out, null, 1)}</pre>
      <pre>{JSON.stringify(now.written.mutation, null, 1)}</pre>
      <button onClick={() => void addOffered("x")}>Add</button>
    </>
  );
}
