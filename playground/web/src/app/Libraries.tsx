/**
 * One control for library code: a switch that lets it in or keeps it out, and beside it the popover "Libraries": which
 * imported packages are included, and whether the standard library is.
 */

import { choice, imports, include } from "../program/include.ts";
import { rerunForInclude } from "../session/run-program.ts";
import { INCLUDE_FLAG_NAMES } from "../trace/include.ts";
import { DownIcon } from "../ui/icons.tsx";
import { Lazy } from "../ui/Lazy.tsx";
import { usePopover } from "../ui/popover.ts";

const loadChoices = async () => (await import("./LibraryChoices.tsx")).LibraryChoices;

export function Libraries() {
  const { open, setOpen, root, button } = usePopover();
  const { libraries, packages } = include.value;
  const on = choice.value.libraries;
  const names = [...new Set([...imports.value.packages, ...packages])];
  const ticked = (name: string) => on && libraries && packages.includes(name);
  const count = names.filter(ticked).length + INCLUDE_FLAG_NAMES.filter((flag) => include.value[flag]).length;

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
      {open && <Lazy load={loadChoices} props={{ names, ticked }} />}
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
