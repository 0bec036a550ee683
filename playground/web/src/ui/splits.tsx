/** The movable lines between the panes: by pointer, by keyboard, back to where they were by double click. */
import { signal } from "@preact/signals";
import { readJson, write } from "../storage/storage.ts";

/** Parts of the window's width (left, right) and height (output). */
type Splits = Record<"left" | "right" | "output", number>;
type Name = keyof Splits;

const DEFAULT: Splits = { left: 0.32, right: 0.23, output: 0.22 };
const MIN_SHARES: Splits = { left: 0.15, right: 0.14, output: 0.08 };
const MAX_SHARES: Splits = { left: 0.5, right: 0.42, output: 0.75 };
const LABELS: Record<Name, string> = {
  left: "Width of the editor",
  right: "Width of the details",
  output: "Height of the output",
};

const isSplits = (value: unknown): value is Splits =>
  typeof value === "object" &&
  value !== null &&
  (Object.keys(DEFAULT) as Name[]).every((name) => {
    const part = (value as Splits)[name];
    return typeof part === "number" && part >= MIN_SHARES[name] && part <= MAX_SHARES[name];
  });

export const splits = signal<Splits>(readJson("splits", DEFAULT, isSplits));

function set(name: Name, part: number): void {
  const within = Math.min(MAX_SHARES[name], Math.max(MIN_SHARES[name], part));
  splits.value = { ...splits.value, [name]: Math.round(within * 1000) / 1000 };
  write("splits", JSON.stringify(splits.value));
}

export function Split({ name }: { name: Name }) {
  const across = name === "output";
  const part = splits.value[name];

  const drag = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const handle = event.currentTarget as HTMLElement;
    const area = handle.parentElement!.getBoundingClientRect();
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus();
    const move = ({ clientX, clientY }: PointerEvent) => {
      if (name === "left") set(name, (clientX - area.left) / area.width);
      else if (name === "right") set(name, (area.right - clientX) / area.width);
      else set(name, (area.bottom - clientY) / area.height);
    };
    const done = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("lostpointercapture", done);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", done);
  };

  const key = (event: KeyboardEvent) => {
    // The arrow moves the line its own way; right and bottom panes grow as theirs moves left or up.
    const grow = name === "left" ? "ArrowRight" : name === "right" ? "ArrowLeft" : "ArrowUp";
    const shrink = name === "left" ? "ArrowLeft" : name === "right" ? "ArrowRight" : "ArrowDown";
    if (event.key === grow) set(name, part + 0.02);
    else if (event.key === shrink) set(name, part - 0.02);
    else if (event.key === "Home") set(name, MIN_SHARES[name]);
    else if (event.key === "End") set(name, MAX_SHARES[name]);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: <hr> cannot be moved
    <div
      class={`split split-${name}`}
      role="separator"
      tabIndex={0}
      aria-label={LABELS[name]}
      aria-orientation={across ? "horizontal" : "vertical"}
      aria-valuenow={Math.round(part * 100)}
      aria-valuemin={Math.round(MIN_SHARES[name] * 100)}
      aria-valuemax={Math.round(MAX_SHARES[name] * 100)}
      onPointerDown={drag}
      onKeyDown={key}
      onDblClick={() => set(name, DEFAULT[name])}
    />
  );
}
