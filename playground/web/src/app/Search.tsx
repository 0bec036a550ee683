/**
 * The search box: the calls that match what is typed are emphasized in every view, and Enter goes from one to the
 * next. What matches is decided in trace/search.ts.
 */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { searcher, searchMatches, searchText, selected, shownTrace } from "../state/view-state.ts";
import { formatCount } from "../text.ts";
import { nextMatch, numberOf, previousMatch, type SearchMatches } from "../trace/matches.ts";
import { CloseIcon } from "../ui/icons.tsx";
import { keyOf } from "../ui/key-names.ts";
import { Lazy } from "../ui/Lazy.tsx";
import { loadPart } from "../ui/load-part.ts";
import { announceMatch } from "./LiveRegion.tsx";

/** In runs of more calls than this, the search waits for a pause in typing. */
const LARGE_RUN_CALLS = 100_000;
const TYPING_PAUSE_MS = 120;

export function Search() {
  const input = useRef<HTMLInputElement>(null);
  const typingTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [text, setText] = useState(searchText.peek());
  const [focus, setFocus] = useState(false);

  useSignalEffect(() => {
    setText(searchText.value);
    if (searchText.value !== "") loadSearcher().catch(() => {});
  });
  useEffect(() => {
    const key = (event: KeyboardEvent) => focusOnShortcut(event, input.current);
    // This listens in the capture phase, before the views, which handle letters themselves.
    addEventListener("keydown", key, { capture: true });
    return () => {
      removeEventListener("keydown", key, { capture: true });
      clearTimeout(typingTimer.current);
    };
  }, []);

  const updateSearch = (next: string, pause: boolean) => {
    setText(next);
    clearTimeout(typingTimer.current);
    if (!pause) searchText.value = next;
    else
      typingTimer.current = setTimeout(() => {
        searchText.value = next;
      }, TYPING_PAUSE_MS);
  };
  const go = async (to: typeof nextMatch) => {
    if (text !== searchText.peek()) updateSearch(text, false);
    await loadSearcher();
    const matches = searchMatches.peek();
    const call = matches ? to(matches, selected.peek()) : -1;
    if (call < 0 || !matches) return;
    selected.value = call;
    announceMatch(matches, call);
  };
  const clear = () => updateSearch("", false);

  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey)
      void go(event.shiftKey ? previousMatch : nextMatch);
    else if (event.key === "Escape" && text !== "") clear();
    else if (event.key === "Escape") input.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const matches = searchMatches.value;
  return (
    <search class={matches?.query.problem ? "search bad" : "search"}>
      <input
        ref={input}
        type="search"
        aria-label="Search calls and values"
        aria-describedby="search-count search-help"
        aria-keyshortcuts="/"
        placeholder="Search calls and values"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="next"
        value={text}
        onInput={(event) =>
          updateSearch(event.currentTarget.value, (shownTrace.peek()?.length ?? 0) > LARGE_RUN_CALLS)
        }
        onKeyDown={onKey}
        onFocus={() => {
          setFocus(true);
          loadSearcher().catch(() => {});
        }}
        onBlur={() => setFocus(false)}
      />
      {/* It is there from the start, so that screen readers announce its text; it is a status only while it has one. */}
      <span id="search-count" class="search-count" role={matches ? "status" : undefined} aria-live="polite">
        {matches && <Count matches={matches} />}
      </span>
      {matches && matches.count > 0 && (
        <>
          <button
            type="button"
            aria-label="Previous match"
            title="Previous match (Shift+Enter)"
            onClick={() => void go(previousMatch)}
          >
            ↑
          </button>
          <button
            type="button"
            aria-label="Next match"
            title="Next match (Enter)"
            onClick={() => void go(nextMatch)}
          >
            ↓
          </button>
        </>
      )}
      {text !== "" && (
        <button type="button" aria-label="Clear the search" title="Clear (Escape)" onClick={clear}>
          <CloseIcon />
        </button>
      )}
      {focus && text === "" && <Lazy load={async () => (await import("./SearchHelp.tsx")).SearchHelp} />}
    </search>
  );
}

/** @throws PartUnavailable after a notice has said so. */
async function loadSearcher(): Promise<void> {
  searcher.value ??= await loadPart(() => import("../trace/search.ts"));
}

/** "3 / 12" where the selected call is a match, else "12" or "no match"; a screen reader hears "12 of 400 calls". */
function Count({ matches }: { matches: SearchMatches }) {
  if (matches.query.problem) return <span class="search-problem">{matches.query.problem}</span>;
  const { marks, count } = matches;
  const call = selected.value;
  const number = call >= 0 && marks[call] === 1 ? numberOf(matches, call) : 0;
  const all = `${formatCount(count)} of ${formatCount(marks.length, "call")}`;
  return (
    <>
      <span aria-hidden="true" title={all}>
        {number > 0 && `${formatCount(number)} / `}
        {count > 0 ? formatCount(count) : "no match"}
      </span>
      <span class="visually-hidden">{all}</span>
      {count === 0 && (
        <span class="search-none">
          No call matches, so all are shown as they are. Look for a function’s name, an argument or a result.
        </span>
      )}
    </>
  );
}

/**
 * Moves the focus to the search box on "/", except where text is typed, and on Ctrl+F in the picture, where the
 * browser's own search would find nothing.
 */
function focusOnShortcut(event: KeyboardEvent, input: HTMLInputElement | null): void {
  const from = event.target instanceof Element ? event.target : null;
  if (!input || event.altKey || event.target === input) return;
  const command = event.ctrlKey || event.metaKey;
  const takesText = from?.closest("input, textarea, select, [contenteditable], dialog") != null;
  const slash = keyOf(event) === "/" && !command && !takesText;
  const find = keyOf(event) === "f" && command && !event.shiftKey && from?.closest(".picture") != null;
  // On a phone another pane may be shown instead of the picture.
  if (!(slash || find) || input.offsetParent === null) return;
  event.preventDefault();
  event.stopPropagation();
  input.focus();
  input.select();
}
