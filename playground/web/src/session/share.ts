/**
 * Makes the link that opens what is on the screen, and says what is in it. The page loads this code when somebody shares.
 */
import { saving } from "../export/save-lazy.ts";
import { currentDocument, isUntouched, source } from "../program/documents.ts";
import { include } from "../program/include.ts";
import { inputs, linesOf, mayReadInput } from "../program/inputs.ts";
import { dataWithContent } from "../program/kept-files.ts";
import { MAX_LINK_CHARACTERS, type Place, writePlace } from "../program/link.ts";
import { loadLinkCodec } from "../program/link-codec-lazy.ts";
import { fileNames, textFiles } from "../program/program-files.ts";
import { transformLabel } from "../state/transform-text.ts";
import { axis, recordedTrace, selected, shownTrace, transforms, view } from "../state/view-state.ts";
import { VIEWS } from "../state/views.ts";
import { formatBytes, formatCount } from "../text.ts";
import { callLabel } from "../trace/describe.ts";
import { INCLUDE_FLAG_NAMES, INCLUDE_FLAGS, NOTHING_INCLUDED, sameInclude } from "../trace/include.ts";
import { notify, showToast } from "../ui/notices.ts";
import { selectedPath, stale } from "./run-program.ts";

/** With more data than this, no link is made. */
const MAX_LINK_DATA_BYTES = 100_000;

interface Link {
  address: string;
  /** What is in it, each in a few words. */
  holds: string[];
}

/** The program is too large for a link; the message says by how much. */
class TooLarge extends Error {}

/** The address that opens what is on the screen; null where the program is too long for an address. */
export async function shareableAddress(path = location.pathname): Promise<string | null> {
  try {
    return (await makeLink(path)).address;
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}

/** @throws TooLarge */
async function makeLink(path: string): Promise<Link> {
  const { example, title } = currentDocument.peek();
  const included = include.peek();
  const prepared = mayReadInput.peek() ? inputs.peek() : "";
  const place: Partial<Place> = {
    call: selectedPath(),
    show: transforms.peek(),
    inputs: prepared || null,
    view: view.peek() === "tree" ? null : view.peek(),
    axis: view.peek() === "timeline" ? axis.peek() : null,
  };
  const isExample = example !== null && isUntouched.peek();
  if (isExample) {
    place.example = example.name;
    if (!sameInclude(included, example.include)) place.include = included;
  } else {
    place.code = await packedProgram();
    if (!sameInclude(included, NOTHING_INCLUDED)) place.include = included;
  }
  const address = location.origin + path + writePlace(place);
  if (address.length > MAX_LINK_CHARACTERS)
    throw new TooLarge(
      `It would have ${formatCount(address.length, "character")}, and chats and mail cut links after ${formatCount(MAX_LINK_CHARACTERS)}.`,
    );
  return { address, holds: [isExample ? `the example “${title}”` : programText(), ...settings(prepared)] };
}

async function packedProgram(): Promise<string> {
  const files = await dataWithContent();
  const size = files.reduce((sum, { content }) => sum + content.size, 0);
  if (size > MAX_LINK_DATA_BYTES)
    throw new TooLarge(
      `Its data files have ${formatBytes(size)}, and a link has room for ${formatBytes(MAX_LINK_DATA_BYTES)} of them.`,
    );
  const bytes = files.map(async ({ name, content }) => [name, new Uint8Array(await content.arrayBuffer())]);
  const data = Object.fromEntries(await Promise.all(bytes));
  const { packProgram } = await loadLinkCodec();
  return packProgram({ source: source.peek(), texts: textFiles.peek(), data });
}

/** "the program as it is now (main.py, shapes.py)". */
function programText(): string {
  const names = fileNames.peek();
  const listed = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return `the program as it is in the editor (${listed.join(", ")})`;
}

function settings(prepared: string): string[] {
  const { libraries, packages, ...flags } = include.peek();
  const included = [
    ...(libraries ? (packages.length > 0 ? packages : ["all packages"]) : []),
    ...INCLUDE_FLAG_NAMES.filter((name) => flags[name]).map((name) =>
      INCLUDE_FLAGS[name].label.toLowerCase(),
    ),
  ];
  const run = shownTrace.peek();
  const whole = recordedTrace.peek();
  const filters = whole ? transforms.peek().map((text) => transformLabel(whole, text)) : [];
  const call = selected.peek();
  return [
    prepared && `${formatCount(linesOf(prepared).length, "line")} prepared for input()`,
    included.length > 0 && `which library code is included (${included.join(", ")})`,
    `the view (${VIEWS[view.peek()].label})`,
    run && call >= 0 && `the selected call (${callLabel(run, call, 40)})`,
    filters.length > 0 && `the filters (${filters.join(", ")})`,
  ].filter((text) => typeof text === "string" && text !== "") as string[];
}

/** Copies the link, and returns what is in it; null: there is no link, and a notice says why. */
export async function share(): Promise<Link | null> {
  let link: Link;
  try {
    link = await makeLink(location.pathname);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    const ran = recordedTrace.peek() !== null && !stale.peek();
    notify(
      `This program is too long for a link: ${ran ? "send its trace file instead." : "run it, then send its trace file instead."} ${error.message}`,
      "info",
      ran ? { name: "Save the trace file", act: () => void saving((save) => save.saveTrace()) } : undefined,
    );
    return null;
  }
  try {
    await navigator.clipboard.writeText(link.address);
    showToast(`Link copied (${formatCount(link.address.length, "character")})`);
  } catch {
    // The page may not write to the clipboard: the person can copy the link from the address bar.
    history.replaceState(history.state, "", link.address);
    notify("The browser did not allow copying: the link is in the address bar now.");
  }
  return link;
}
