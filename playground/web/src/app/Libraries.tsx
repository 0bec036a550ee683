/**
 * One control for library code: a switch that lets it in or keeps it out, and beside it the popover "Libraries": which
 * imported packages are included, and whether the standard library is.
 */

import { choice, type IncludeChoice, imports, include } from "../program/include.ts";
import { rerunForInclude } from "../session/run-program.ts";
import { INCLUDE_FLAG_NAMES, INCLUDE_FLAGS, type Include, includeFlags } from "../trace/include.ts";
import { DownIcon } from "../ui/icons.tsx";
import { usePopover } from "../ui/popover.ts";

export function Libraries() {
  const { open, setOpen, root, button } = usePopover();
  const { libraries, packages } = include.value;
  const on = choice.value.libraries;
  const names = [...new Set([...imports.value.packages, ...packages])];
  const ticked = (name: string) => on && libraries && packages.includes(name);
  const count = names.filter(ticked).length + INCLUDE_FLAG_NAMES.filter((flag) => include.value[flag]).length;

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
    <div class="popover-root library-control" ref={root}>
      <LibrarySwitch />
      <button
        type="button"
        class="button"
        ref={button}
        aria-label="Libraries"
        aria-haspopup="dialog"
        aria-expanded={open}
        title="Which libraries are included"
        onClick={() => setOpen(!open)}
      >
        {on && count > 0 && <span class="badge" data-count={count} />}
        <DownIcon />
      </button>
      {open && (
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
      )}
    </div>
  );
}

function LibrarySwitch() {
  const on = choice.value.libraries;
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      aria-label="Include library code"
      onClick={() => {
        choice.value = { ...choice.value, libraries: !on };
        rerunForInclude();
      }}
    >
      <span class="switch-track" aria-hidden="true" />
      <span class="switch-label">
        <span class="wide">Include </span>library code
      </span>
    </button>
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
