/** The distribution of the durations of folded calls: total, minimum, maximum, median, and a sparkline in call order. */
import { timeText } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import type { DurationStats } from "./fold-facts.ts";

const WIDTH = 120;
const HEIGHT = 22;

export function FoldTimes({ trace, times }: { trace: Trace; times: DurationStats }) {
  const { total, least, median, greatest } = times;
  return (
    <div class="fold-times">
      <Sparkline times={times} />
      <span>
        {timeText(trace, total)} in all · {timeText(trace, least)} to {timeText(trace, greatest)}, median{" "}
        {timeText(trace, median)}
      </span>
    </div>
  );
}

function Sparkline({ times: { sparks, greatest } }: { times: DurationStats }) {
  const step = WIDTH / Math.max(1, sparks.length);
  const most = greatest > 0 ? Math.max(...sparks) : 1;
  const bars = sparks.map((spark, i) => {
    const height = Math.max(1, (spark / most) * HEIGHT);
    return `M${(i + 0.5) * step} ${HEIGHT}v${-height}`;
  });
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path d={bars.join("")} stroke="currentColor" stroke-width={Math.max(1, step - 0.6)} fill="none" />
    </svg>
  );
}
