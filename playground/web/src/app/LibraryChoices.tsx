/** The popover "Libraries": which imported packages are included, and whether the standard library is. */

import { choice, type IncludeChoice, include } from "../program/include.ts";
import { rerunForInclude } from "../session/run-program.ts";
import { INCLUDE_FLAG_NAMES, INCLUDE_FLAGS, type Include, includeFlags } from "../trace/include.ts";

interface Props {
  /** The packages that may be chosen. */
  names: readonly string[];
  ticked(name: string): boolean;
}

export function LibraryChoices({ names, ticked }: Props) {
  const tick = (change: Partial<IncludeChoice>) => {
    const before = choice.value;
    // The first tick also turns the switch on: with it off, a tick would do nothing.
    const now = include.value;
    const flags = includeFlags((flag) => before.libraries && now[flag]);
    choice.value = { ...before, libraries: true, ...change, flags: { ...flags, ...change.flags } };
    if (!includesAnything(include.value)) choice.value = { ...choice.value, libraries: false };
    rerunForInclude();
  };

  return (
    <div class="popover libraries" role="dialog" aria-label="Libraries">
      <p>Whose calls are drawn beside your own</p>
      {names.map((name) => (
        <Tick
          key={name}
          label={name}
          checked={ticked(name)}
          onTick={(ticked) => tick({ packages: { ...choice.value.packages, [name]: ticked } })}
        />
      ))}
      {names.length === 0 && <p class="muted">This program imports no packages.</p>}
      {INCLUDE_FLAG_NAMES.map((flag) => (
        <Tick
          key={flag}
          label={INCLUDE_FLAGS[flag].label}
          checked={include.value[flag]}
          onTick={(ticked) => tick({ flags: { [flag]: ticked } })}
        />
      ))}
    </div>
  );
}

function Tick({ label, checked, onTick }: { label: string; checked: boolean; onTick(on: boolean): void }) {
  return (
    <label>
      <input type="checkbox" checked={checked} onChange={(event) => onTick(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** Whether any library code is included: one of the packages, or one of the flags. */
function includesAnything({ libraries, packages, ...flags }: Include): boolean {
  return (libraries && packages.length > 0) || Object.values(flags).includes(true);
}
