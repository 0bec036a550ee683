/** The controls that lie on a picture: the zoom, buttons for one of a few options, a toggle. */
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { formatZoom } from "../../text.ts";

/** Takes the zoom as a signal, so that only this component renders again when it changes in every frame. */
export function ZoomControl(props: { zoom: ReadonlySignal<number>; by(factor: number): void; home(): void }) {
  const zoom = formatZoom(props.zoom.value);
  return (
    <fieldset class="picture-group" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => props.by(1 / 1.5)}>
        −
      </button>
      <button
        type="button"
        class="zoom-value"
        aria-label={`Zoom ${zoom}, show all`}
        title="Show all (0)"
        onClick={() => props.home()}
      >
        {zoom}
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => props.by(1.5)}>
        +
      </button>
    </fieldset>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  options: readonly { value: T; label: string; hint: string }[];
  value: T;
  choose(value: T): void;
}

export function ChoiceButtons<T extends string>({ legend, options, value, choose }: ChoiceProps<T>) {
  return (
    <fieldset class="picture-group" aria-label={legend}>
      <span class="picture-legend" aria-hidden="true">
        {legend}
      </span>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          class="choice"
          aria-pressed={option.value === value}
          title={option.hint}
          onClick={() => choose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}

interface ToggleProps {
  label: string;
  on: boolean;
  set(on: boolean): void;
  children: ComponentChildren;
}

/** A button with an icon that is on or off. */
export function Toggle({ label, on, set, children }: ToggleProps) {
  return (
    <div class="picture-group">
      <button
        type="button"
        class="toggle"
        aria-label={label}
        title={label}
        aria-pressed={on}
        onClick={() => set(!on)}
      >
        {children}
      </button>
    </div>
  );
}
