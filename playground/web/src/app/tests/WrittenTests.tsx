/** Tests written of the run on the screen: before, while and after they are made. */
import { useEffect } from "preact/hooks";
import { busy, pictureFrom, stale } from "../../session/run-program.ts";
import { stopWriting } from "../../session/write-tests.ts";
import { highlightSource } from "../../source/highlight-lazy.ts";
import { type Writing, writing } from "../../state/written-tests.ts";
import { Proven } from "./Proven.tsx";
import { WriteButton } from "./WriteButton.tsx";

export function WrittenTests() {
  useEffect(() => highlightSource.load(), []);
  const last = writing.value;
  return (
    <section class="written-tests" aria-label="Tests from this run">
      {last === null ? <Before /> : <Now only={last.only} now={last.now} />}
    </section>
  );
}

function Now({ only, now }: { only: string | null; now: Writing }) {
  if (now.state === "working") return <Working {...now} />;
  if (now.state === "written" && now.written.tests.length > 0)
    return (
      <>
        {stale.value && pictureFrom.value !== "file" && (
          <p class="tests-hint">
            The program has been edited since this run: run it, then write the tests again.
          </p>
        )}
        <Proven only={only} written={now.written} />
      </>
    );
  if (now.state === "written") return <Proven only={only} written={now.written} />;
  return (
    <>
      <p>{now.sentence}</p>
      <WriteButton only={only} name="Write tests again" />
    </>
  );
}

function Before() {
  return (
    <div class="tests-before">
      <h2>Tests from this run</h2>
      <p>
        A test makes a call of this run again and expects what it gave; each is checked three times, and tried
        on copies of the program with a mistake in them.
      </p>
      <WriteButton only={null} name="Write tests" />
      {busy.value && <p class="muted">The program is still running.</p>}
    </div>
  );
}

/** The stages in their order, by the words that Python has for them. */
const STAGES: Readonly<Record<string, string>> = {
  "getting Python ready": "Getting Python ready",
  "reading the run": "Reading the run",
  "choosing calls": "Choosing calls: each is made again",
  checking: "Checking: three runs of all tests",
  mutating: "Mutating: one mistake at a time",
  "trying what would notice the rest": "Trying what would notice the rest",
};

function Working({ stage, done, total }: Writing & { state: "working" }) {
  const names = Object.keys(STAGES);
  const at = names.indexOf(stage);
  return (
    <div class="tests-before">
      <h2>Writing tests…</h2>
      <ol class="test-stages">
        {names.map((name, i) => (
          <li key={name} class={i < at ? "done" : i === at ? "now" : ""} aria-current={i === at && "step"}>
            <span>{STAGES[name]}</span>
            {i < at && <span class="visually-hidden"> (done)</span>}
            {i === at && total > 0 && (
              <span class="muted">
                {done} of {total}
              </span>
            )}
            {i === at && (
              <progress aria-label={STAGES[name]} {...(total > 0 && { value: done, max: total })} />
            )}
          </li>
        ))}
      </ol>
      <button type="button" class="button" onClick={stopWriting}>
        Stop
      </button>
    </div>
  );
}
