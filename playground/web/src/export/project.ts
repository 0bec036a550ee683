/** A Django program as a project for one's own machine: its files, and the manage.py that it does without in the page. */
import { strToU8, zipSync } from "fflate";
import { source } from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import { dataWithContent } from "../program/kept-files.ts";
import { textFiles } from "../program/program-files.ts";
import { download } from "../ui/download.ts";
import { settingsOf } from "./project-settings.ts";

/** What stands beside the program's own files; a file of its own is never replaced. */
export function projectFiles(
  program: string,
  texts: Readonly<Record<string, string>>,
): Record<string, string> {
  const settings = settingsOf(program) ?? "settings";
  return {
    "manage.py": `import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")
os.environ.setdefault("DATABASE", "db.sqlite3")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
`,
    "requirements.txt": "django>=5.2\n",
    "README.md": `# A Django project from the playground

    python -m pip install -r requirements.txt
    DATABASE=db.sqlite3 python ${MAIN}
    python manage.py runserver

The second line makes the database and fills it, once; the third serves the app on http://127.0.0.1:8000.
`,
    ...texts,
    [MAIN]: program,
  };
}

export async function saveProject(): Promise<void> {
  const files = projectFiles(source.peek(), textFiles.peek());
  const entries = Object.entries(files).map(([name, text]): [string, Uint8Array] => [name, strToU8(text)]);
  for (const { name, content } of await dataWithContent())
    entries.push([name, new Uint8Array(await content.arrayBuffer())]);
  const zip = zipSync(Object.fromEntries(entries));
  download(new Blob([zip as Uint8Array<ArrayBuffer>], { type: "application/zip" }), "project.zip");
}
