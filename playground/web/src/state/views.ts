/**
 * The views of a run, in the order of their tabs. app/Views.tsx says which component draws each, export/pictures.ts
 * how it is printed: the type checker asks both for every view listed here.
 */

import { canWriteTests } from "./can-write-tests.ts";

interface ViewInfo {
  /** The text on its tab. */
  label: string;
  /** Whether it is a picture, which can be saved as one; else it is text. */
  isPicture: boolean;
}

export const VIEWS = {
  tree: { label: "Tree", isPicture: true },
  timeline: { label: "Timeline", isPicture: true },
  outline: { label: "Outline", isPicture: false },
  functions: { label: "Functions", isPicture: false },
  tests: { label: "Tests", isPicture: false },
} as const satisfies Readonly<Record<string, ViewInfo>>;

export type ViewName = keyof typeof VIEWS;
export const VIEW_NAMES = (Object.keys(VIEWS) as ViewName[]).filter(
  (name) => name !== "tests" || canWriteTests,
);

/** What can run along the timeline. */
export const AXES = ["time", "steps", "merged", "callers"] as const;
export type Axis = (typeof AXES)[number];
