/**
 * Puts the written tests beside the program, or saves them. A file of this name that differs is never replaced before its
 * difference has been shown, and what was replaced can be brought back like any other file.
 */
import "../../styles/compare.css";
import { useState } from "preact/hooks";
import { freeName } from "../../program/file-names.ts";
import { addText, fileNamed, remember, shownFile, textFiles } from "../../program/program-files.ts";
import { stale } from "../../session/run-program.ts";
import { panel } from "../../state/view-state.ts";
import { testStyle, type Written } from "../../state/written-tests.ts";
import { hunksOf, lineDifference } from "../../trace/text-difference.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { download } from "../../ui/download.ts";
import { showToast } from "../../ui/notices.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { HunkLines } from "../compare/ProgramDifference.tsx";

export function KeepTests({ written }: { written: Written }) {
  const [asks, setAsks] = useState(false);
  const text = written.files[testStyle.value];
  const { name } = written;
  const before = Object.hasOwn(textFiles.value, name) ? textFiles.value[name] : null;
  const add = () => {
    if (before === null) put(name, text);
    else if (before === text) show(name, `${name} is there already, as it is here`);
    else setAsks(true);
  };
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={stale.value}
        title={
          stale.value
            ? "The program in the editor is not the one of this run"
            : `Put ${name} beside the program`
        }
        onClick={add}
      >
        {before === null || before === text ? "Add to the program" : `Update ${name}`}
      </button>
      <button
        type="button"
        class="button"
        title={`Save ${name} to a file`}
        onClick={() => download(new Blob([text], { type: "text/plain" }), name)}
      >
        Save
      </button>
      {asks && before !== null && (
        <Replace name={name} before={before} after={text} onClose={() => setAsks(false)} />
      )}
    </>
  );
}

function put(name: string, text: string): void {
  remember(fileNamed(name));
  addText(name, text);
  show(name, `${name} is beside the program`);
}

function show(name: string, words: string): void {
  shownFile.value = name;
  if (matchMedia("(max-width: 700px)").matches) panel.value = "code";
  showToast(words);
}

function Replace(props: { name: string; before: string; after: string; onClose: () => void }) {
  const { name, before, after, onClose } = props;
  const hunks = hunksOf(lineDifference(before, after));
  return (
    <Dialog
      name="replace-tests"
      title={`Update ${name}?`}
      note="What you have written or changed there would go; the file as it was can be brought back."
      onClose={onClose}
    >
      {(close) => (
        <>
          <ScrollRegion class="compare-text" label={`What would change in ${name}`}>
            <pre>
              {hunks.map((hunk, i) => (
                <HunkLines key={i} hunk={hunk} />
              ))}
            </pre>
          </ScrollRegion>
          <div class="sheet-actions">
            <button
              type="button"
              class="button"
              onClick={() => {
                put(name, after);
                close();
              }}
            >
              Replace it
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                put(freeName(name, new Set(Object.keys(textFiles.peek()))), after);
                close();
              }}
            >
              Keep both
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
