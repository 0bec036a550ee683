/** What the run wrote into its folder, each to be saved. */
import { formatBytes } from "../trace/describe.ts";
import { download } from "./download.ts";
import { SaveIcon } from "./icons.tsx";
import { written } from "./written.ts";

export function Written() {
  if (written.value.length === 0) return null;
  return (
    <fieldset class="written">
      <legend class="visually-hidden">Files that the program wrote</legend>
      {written.value.map(({ name, content }) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-label={`Save ${name}`}
          title="Written by the program: save it"
          onClick={() => download(new Blob([content]), name.slice(name.lastIndexOf("/") + 1))}
        >
          <SaveIcon />
          {name} <span class="muted">{formatBytes(content.length)}</span>
        </button>
      ))}
    </fieldset>
  );
}
