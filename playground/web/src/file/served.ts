/**
 * What `calltrace view` tells the page that it shows (playground/py/calltrace_viewer/server.py): which files there are, and
 * that places of the source can be opened in an editor. A page that was opened as a file is told nothing.
 */
import { openInEditor } from "../state/in-editor.ts";
import { notify } from "../ui/notices.ts";

interface Served {
  /** The beginning of every address of the server's. */
  path: string;
  files: string[];
  /** Which of them this page shows. */
  shown: number;
  edits: boolean;
}

const meta = document.querySelector<HTMLMetaElement>('meta[name="calltrace-view"]');
/** null: nobody serves this page. */
export const served: Served | null = meta && JSON.parse(meta.content);

/** Lets the server know for as long as this tab is there: it ends with the last one. */
export function connect(): void {
  if (!served) return;
  const { path, edits } = served;
  const connection = new EventSource(`${path}alive`);
  if (edits) openInEditor.value = (file, line) => void askToEdit(`${path}edit`, file, line);
  connection.onerror = () => {
    connection.close();
    openInEditor.value = null;
  };
}

async function askToEdit(address: string, file: string, line: number): Promise<void> {
  try {
    const answer = await fetch(address, { method: "POST", body: JSON.stringify({ file, line }) });
    if (!answer.ok) notify(await answer.text(), "error");
  } catch {
    notify("The command `calltrace view` has ended: start it again to open an editor.", "error");
  }
}

export function showOther(number: number): void {
  if (served) location.assign(served.path + number);
}
