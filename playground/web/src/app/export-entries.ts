/** What the menu "Export" offers. Writing the files is the business of export/save.ts. */

import { chooseLabels, chooseShape, LABELS, labels, SHAPES, shape } from "../export/picture-options.ts";
import { printPage } from "../export/printing.ts";
import { isProject } from "../export/project-settings.ts";
import { saving } from "../export/save-lazy.ts";
import { canWriteTests } from "../state/can-write-tests.ts";
import { view } from "../state/view-state.ts";
import { VIEWS } from "../state/views.ts";
import { EXPORT_FORMATS, FORMATS } from "../trace/formats/exported.ts";
import { loadPart } from "../ui/load-part.ts";
import type { MenuEntry } from "../ui/Menu.tsx";

const TESTS: MenuEntry = {
  name: "Tests (pytest)",
  hint: "Written from this run, and tried on mutants",
  act: () =>
    void loadPart(() => import("../session/ask-tests.ts")).then(
      (ask) => ask.saveTests(),
      () => {},
    ),
};

const PROJECT: MenuEntry = {
  name: "Project (zip)",
  hint: "The Django program's files, with a manage.py: it is served on your own machine",
  act: () =>
    void loadPart(() => import("../export/project.ts")).then(
      (project) => project.saveProject(),
      () => {},
    ),
};

const RUN: readonly MenuEntry[] = [
  {
    name: "Trace (JSON)",
    hint: "All that was recorded: Open trace shows it again, here or elsewhere",
    act: () => void saving((save) => save.saveTrace()),
  },
  {
    name: "Trace (JSON, gzip)",
    hint: "The same, about a tenth of the size",
    act: () => void saving((save) => save.saveTracePacked()),
  },
  {
    name: "Web page (HTML)",
    hint: "The run and its viewer in one file, which opens anywhere",
    act: () => void saving((save) => save.saveWebPage()),
  },
  ...(canWriteTests ? [TESTS] : []),
  ...FORMATS.map((format, i): MenuEntry => {
    const { label, hint } = EXPORT_FORMATS[format];
    const act = () => void saving((save) => save.saveAs(format));
    return { name: label, hint, act, ...(i === 0 && { group: "For other tools" }) };
  }),
];

const PICTURE: readonly MenuEntry[] = [
  {
    group: "The picture",
    name: "Picture (SVG)",
    hint: "Sharp at any size, for slides and documents. With title and legend, on white",
    act: () => void saving((save) => save.savePicture("svg")),
  },
  {
    name: "Picture (PNG)",
    hint: "For everywhere else. With title and legend, on white",
    act: () => void saving((save) => save.savePicture("png")),
  },
  {
    name: "Print…",
    hint: "The picture alone, with title and legend; or what else is in front",
    act: () => void printPage().catch(() => {}),
  },
];

/** The entries of a group of choices, of which one is checked. */
function choices<Choice extends string>(
  group: string,
  names: Readonly<Record<Choice, string>>,
  chosen: Choice,
  choose: (next: Choice) => void,
): MenuEntry[] {
  return (Object.keys(names) as Choice[]).map((choice, i) => ({
    name: names[choice],
    checked: choice === chosen,
    act: () => choose(choice),
    ...(i === 0 && { group }),
  }));
}

/** In the view that is shown now. */
export function exportEntries(): readonly MenuEntry[] {
  const run = isProject() ? [PROJECT, ...RUN] : RUN;
  if (!VIEWS[view.value].isPicture) return run;
  return [
    ...run,
    ...PICTURE,
    ...choices("Shape of the picture", SHAPES, shape.value, chooseShape),
    ...choices("Labels in the picture", LABELS, labels.value, chooseLabels),
  ];
}
