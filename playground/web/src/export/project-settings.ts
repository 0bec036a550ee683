/** Which program is a Django project: export/project.ts saves it as one. */

import { source } from "../program/documents.ts";

const SETTINGS = /DJANGO_SETTINGS_MODULE["'\]]+\s*[,=]\s*["']([\w.]+)["']/;

/** The module that the program names as its settings; null: it is no Django project. */
export const settingsOf = (program: string): string | null => SETTINGS.exec(program)?.[1] ?? null;

/** Whether the program in the editor is one. */
export const isProject = (): boolean => settingsOf(source.value) !== null;
