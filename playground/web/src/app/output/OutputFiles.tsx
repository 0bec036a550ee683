/** The files that the run wrote into its folder. Pressing one saves it. */

import "../../styles/output-files.css";
import { outputFiles } from "../../program/output-files.ts";
import { formatBytes, shorten } from "../../text.ts";
import { download } from "../../ui/download.ts";
import { SaveIcon } from "../../ui/icons.tsx";

/** How many characters of a path are shown. */
const MAX_NAME_CHARACTERS = 300;

export function OutputFiles() {
  return (
    <fieldset class="written">
      <legend class="visually-hidden">Files that the program wrote</legend>
      {outputFiles.value.map(({ name, content }) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-label={`Save ${shorten(name, MAX_NAME_CHARACTERS)}`}
          title="Written by the program: save it"
          onClick={() => download(new Blob([content]), name.slice(name.lastIndexOf("/") + 1))}
        >
          <SaveIcon />
          <span class="written-name">{shorten(name, MAX_NAME_CHARACTERS)}</span>{" "}
          <span class="muted">{formatBytes(content.length)}</span>
        </button>
      ))}
    </fieldset>
  );
}
