/** "Libraries": which of the imported packages, and whether the standard library, are let into the picture. */

import { choice, imports, include, NO_PACKAGE } from "../program/include.ts";
import { includeChanged } from "../session/run-program.ts";
import { DownIcon, LibraryIcon } from "../ui/icons.tsx";
import { usePopover } from "../ui/popover.ts";

export function Libraries() {
  const { open, setOpen, root, button } = usePopover();
  const { libraries, standard_library } = include.value;
  const packages = include.value.packages.filter((name) => name !== NO_PACKAGE);
  const names = [...new Set([...imports.value.packages, ...packages])];
  const count = packages.length + (standard_library ? 1 : 0);

  const tick = (name: string | null, on: boolean) => {
    const before = choice.value;
    // The first tick also turns the switch on: with it off, a tick would do nothing.
    choice.value = {
      libraries: true,
      packages: name === null ? before.packages : { ...before.packages, [name]: on },
      standardLibrary:
        name === null ? on : (before.standardLibrary ?? (libraries ? standard_library : false)),
    };
    const left = include.value.packages.some((each) => each !== NO_PACKAGE);
    if (!left && !include.value.standard_library) {
      choice.value = { ...choice.value, libraries: false };
    }
    includeChanged();
  };

  return (
    <div class="popover-root" ref={root}>
      <button
        type="button"
        class="button quiet"
        ref={button}
        aria-label="Libraries"
        aria-haspopup="dialog"
        aria-expanded={open}
        title="Which libraries are included"
        onClick={() => setOpen(!open)}
      >
        <LibraryIcon />
        <span class="label">Libraries</span>
        {libraries && count > 0 && <span class="badge" data-count={count} />}
        <DownIcon />
      </button>
      {open && (
        <div class="popover libraries" role="dialog" aria-label="Libraries">
          <p>Whose calls are drawn beside your own</p>
          {names.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={libraries && packages.includes(name)}
                onChange={(event) => tick(name, event.currentTarget.checked)}
              />
              <span>{name}</span>
            </label>
          ))}
          {names.length === 0 && <p class="muted">This program imports no packages.</p>}
          <label>
            <input
              type="checkbox"
              checked={libraries && standard_library}
              onChange={(event) => tick(null, event.currentTarget.checked)}
            />
            <span>Standard library</span>
          </label>
        </div>
      )}
    </div>
  );
}
