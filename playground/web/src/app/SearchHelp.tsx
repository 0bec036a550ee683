/** Examples of what can be typed into the search box. What they mean is decided in trace/search-query.ts. */
import "../styles/search-help.css";
import { searchText } from "../state/view-state.ts";

/** Each query with what it finds. */
const EXAMPLES = [
  ["fibonacci(5)", "a function and its values"],
  ["kind:raised", "also yielded, async, library, sql …"],
  ["time:>1ms", "also time:<1ms, time:1-2ms"],
  ["value:7", "exactly that argument or result"],
  ['"two words"', "as they stand"],
] as const;

/** Shown under the search box while it is empty and has the focus. The Tab key passes over the examples. */
export function SearchHelp() {
  return (
    <ul id="search-help" class="search-help">
      {EXAMPLES.map(([example, finds]) => (
        <li key={example}>
          <button
            type="button"
            tabIndex={-1}
            // Pressing an example must not take the focus from the search box.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => {
              searchText.value = example;
            }}
          >
            <code>{example}</code> <span>{finds}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
