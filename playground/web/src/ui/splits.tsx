/** The movable separators between the panes: by pointer, by keyboard, and reset by double click. */
import { signal } from "@preact/signals";
import { readJson, write } from "../storage/storage.ts";

/** Shares of the window's width (left, right) and height (output). */
type Splits = Record<"left" | "right" | "output", number>;
type SplitName = keyof Splits;

const DEFAULT_SHARES: Splits = { left: 0.32, right: 0.23, output: 0.22 };
const MIN_SHARES: Splits = { left: 0.15, right: 0.14, output: 0.08 };
const MAX_SHARES: Splits = { left: 0.5, right: 0.42, output: 0.75 };
const LABELS: Record<SplitName, string> = {
  left: "Width of the editor",
  right: "Width of the details",
  output: "Height of the output",
};

const isSplits = (value: unknown): value is Splits =>
  typeof value === "object" &&
  value !== null &&
  (Object.keys(DEFAULT_SHARES) as SplitName[]).every((name) => {
    const share = (value as Splits)[name];
    return typeof share === "number" && share >= MIN_SHARES[name] && share <= MAX_SHARES[name];
  });

export const splits = signal<Splits>(readJson("splits", DEFAULT_SHARES, isSplits));

function setShare(name: SplitName, share: number): void {
  const clamped = Math.min(MAX_SHARES[name], Math.max(MIN_SHARES[name], share));
  splits.value = { ...splits.value, [name]: Math.round(clamped * 1000) / 1000 };
  write("splits", JSON.stringify(splits.value));
}

export function Split({ name }: { name: SplitName }) {
  const isHorizontal = name === "output";
  const share = splits.value[name];

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const handle = event.currentTarget as HTMLElement;
    const area = handle.parentElement!.getBoundingClientRect();
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus();
    const move = ({ clientX, clientY }: PointerEvent) => {
      if (name === "left") setShare(name, (clientX - area.left) / area.width);
      else if (name === "right") setShare(name, (area.right - clientX) / area.width);
      else setShare(name, (area.bottom - clientY) / area.height);
    };
    const done = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("lostpointercapture", done);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", done);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // The separator moves in the direction of the arrow; right and bottom panes grow when it moves left or up.
    const grow = name === "left" ? "ArrowRight" : name === "right" ? "ArrowLeft" : "ArrowUp";
    const shrink = name === "left" ? "ArrowLeft" : name === "right" ? "ArrowRight" : "ArrowDown";
    if (event.key === grow) setShare(name, share + 0.02);
    else if (event.key === shrink) setShare(name, share - 0.02);
    else if (event.key === "Home") setShare(name, MIN_SHARES[name]);
    else if (event.key === "End") setShare(name, MAX_SHARES[name]);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: the user cannot move an <hr>
    <div
      class={`split split-${name}`}
      role="separator"
      tabIndex={0}
      aria-label={LABELS[name]}
      aria-orientation={isHorizontal ? "horizontal" : "vertical"}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={Math.round(MIN_SHARES[name] * 100)}
      aria-valuemax={Math.round(MAX_SHARES[name] * 100)}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDblClick={() => setShare(name, DEFAULT_SHARES[name])}
    />
  );
}
