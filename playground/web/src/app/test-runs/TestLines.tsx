/** The whole of which test runs which function, as a table; and the functions that no test runs. */
import type { TestRun } from "../../state/test-runs.ts";
import { formatCount } from "../../text.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";

const MAX_TESTS = 60;
const MAX_FUNCTIONS = 200;

export function TestLines({ run }: { run: TestRun }) {
  const testFiles = new Set(run.ids.map((id) => id.slice(0, id.indexOf("::"))));
  const isTest = ({ file, name }: TestRun["functions"][number]) =>
    testFiles.has(file) && /(^|\.)test/.test(name);
  const functions = run.functions.filter((each) => !isTest(each));
  if (functions.length === 0) return null;
  const without = functions.filter(({ tests }) => tests.length === 0);
  const tests = run.ids.slice(0, MAX_TESTS);
  const rows = functions.slice(0, MAX_FUNCTIONS);
  return (
    <>
      {without.length > 0 && (
        <p class="muted">
          No test runs{" "}
          {without.slice(0, 5).map(({ name }, i) => (
            <>
              {i > 0 && ", "}
              <code key={name}>{name}</code>
            </>
          ))}
          {without.length > 5 && ` and ${formatCount(without.length - 5, "other function")}`}.
        </p>
      )}
      <details class="test-table">
        <summary>Which test runs which function</summary>
        <ScrollRegion class="test-table-scroll" label="Which test runs which function">
          <table>
            <thead>
              <tr>
                <th scope="col">Function</th>
                {tests.map((id) => (
                  <th key={id} scope="col">
                    <span>{id.slice(id.indexOf("::") + 2).replaceAll("::", ".")}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ file, name, line, tests: ran }) => (
                <tr key={`${file}:${name}`}>
                  <th scope="row" title={`${file}, line ${line}`}>
                    <code>{name}</code>
                  </th>
                  {tests.map((id, i) => (
                    <td key={id}>{ran.includes(i) ? <span title={id}>●</span> : ""}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
        {run.ids.length > MAX_TESTS && (
          <p class="muted">
            The first {MAX_TESTS} of {formatCount(run.ids.length, "test")}.
          </p>
        )}
        {functions.length > MAX_FUNCTIONS && (
          <p class="muted">
            The first {MAX_FUNCTIONS} of {formatCount(functions.length, "function")}.
          </p>
        )}
      </details>
    </>
  );
}
