/** Goes through the rounds of a loop; all values inside it follow. */

interface Props {
  line: number;
  count: number;
  /** The round that is shown, from 0. */
  round: number;
  /** Whether the table of all rounds is open. */
  open: boolean;
  onRound(round: number): void;
  onTable(): void;
}

export function LoopControl({ line, count, round, open, onRound, onTable }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws its legend and its frame
    <span class="loop-control" role="group" aria-label={`Loop in line ${line}`}>
      <button
        type="button"
        aria-label="Previous round"
        aria-disabled={round === 0}
        onClick={() => round > 0 && onRound(round - 1)}
      >
        ‹
      </button>
      <span class="loop-round" aria-live="polite">
        {(round + 1).toLocaleString("en")} of {count.toLocaleString("en")}
      </span>
      <button
        type="button"
        aria-label="Next round"
        aria-disabled={round === count - 1}
        onClick={() => round < count - 1 && onRound(round + 1)}
      >
        ›
      </button>
      <button type="button" aria-expanded={open} onClick={onTable}>
        All rounds
      </button>
    </span>
  );
}
