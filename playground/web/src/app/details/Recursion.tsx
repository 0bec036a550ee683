/** What is said of a run that ended in runaway recursion: one plain sentence, the arguments on the way down, what to do. */
import { useMemo } from "preact/hooks";
import { runawayAdvice, runawayRecursion, runawaySentence, wentText } from "../../trace/recursion.ts";
import type { Trace } from "../../trace/trace.ts";
import { CallLink } from "./CallLink.tsx";
import "../../styles/answers.css";

export function Recursion({ trace }: { trace: Trace }) {
  const found = useMemo(() => runawayRecursion(trace), [trace]);
  if (!found) return null;
  const { calls, parameters } = found;
  return (
    <div class="recursion">
      <p class="recursion-said">{runawaySentence(trace, found)}</p>
      <dl aria-label="Arguments on the way down">
        {parameters.map(({ name, values, changes }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <code>
                {changes ? wentText(values, 6, 2) : `${wentText(values.slice(0, 1), 1, 1)} each time`}
              </code>
            </dd>
          </div>
        ))}
        <div>
          <dt>first</dt>
          <dd>
            <CallLink trace={trace} call={calls[0]} />
          </dd>
        </div>
        <div>
          <dt>last</dt>
          <dd>
            <CallLink trace={trace} call={calls[calls.length - 1]} />
          </dd>
        </div>
      </dl>
      <p>{runawayAdvice(trace, found)}</p>
    </div>
  );
}
