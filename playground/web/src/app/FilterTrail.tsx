/** The filters in force, in the order in which they were added. Pressing one takes back those that came after it. */
import { formatCount } from "../text.ts";
import "../styles/filter-trail.css";
import { keepFirstFilters, undoLastFilter } from "../state/filters.ts";
import { resolveTransform, transformLabel } from "../state/transform-text.ts";
import { recordedTrace, shownTrace, transforms } from "../state/view-state.ts";
import { CloseIcon } from "../ui/icons.tsx";

export function FilterTrail() {
  const run = recordedTrace.value;
  const texts = transforms.value;
  if (!run || texts.length === 0) return null;
  const last = texts.length - 1;
  return (
    <nav class="crumbs" aria-label="Shown">
      <ol>
        <li>
          <button type="button" onClick={() => keepFirstFilters(0)}>
            Whole run
          </button>
        </li>
        {texts.map((text, i) => {
          const absent = resolveTransform(run, text) === null;
          const label = transformLabel(run, text);
          return (
            <li key={text + i} class={absent ? "absent" : undefined}>
              {i === last ? (
                <span aria-current="true">{label}</span>
              ) : (
                <button type="button" onClick={() => keepFirstFilters(i + 1)}>
                  {label}
                </button>
              )}
              {absent && <small>not in this run</small>}
            </li>
          );
        })}
      </ol>
      <span class="crumbs-count">
        {formatCount(shownTrace.value?.length ?? 0)} of {formatCount(run.length, "call")}
      </span>
      <button
        type="button"
        aria-label="Take the last one back"
        title="Take it back (Backspace)"
        onClick={undoLastFilter}
      >
        <CloseIcon />
      </button>
    </nav>
  );
}
