/** What may be typed into the search box, while it is empty and has the focus. Reading it is trace/search-query.ts's business. */
import "../styles/search-help.css";
import { searchText } from "../state/view-state.ts";

/** What may be typed, with what it finds. */
const EXAMPLES = [
  ["fibonacci(5)", "a function and its values"],
  ["kind:raised", "also yielded, async, library, sql …"],
  ["time:>1ms", "also time:<1ms, time:1-2ms"],
  ["value:7", "exactly that argument or result"],
  ['"two words"', "as they stand"],
] as const;

/** Under the empty box, while it has the focus: what may be typed. Not in the way of the Tab key. */
export function SearchHelp() {
  return (
    <ul id="search-help" class="search-help">
      {EXAMPLES.map(([example, finds]) => (
        <li key={example}>
          <button
            type="button"
            tabIndex={-1}
            // The box keeps the focus.
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
