/**
 * The views of a run, in the order of their tabs. What draws one stands in app/Views.tsx, how it is printed in
 * export/pictures.ts: both ask for every view that stands here.
 */

interface ViewInfo {
  /** On its tab. */
  label: string;
  /** It is a picture, which can be saved as one; else it is text. */
  isPicture: boolean;
}

export const VIEWS = {
  tree: { label: "Tree", isPicture: true },
  timeline: { label: "Timeline", isPicture: true },
  outline: { label: "Outline", isPicture: false },
  functions: { label: "Functions", isPicture: false },
} as const satisfies Readonly<Record<string, ViewInfo>>;

export type ViewName = keyof typeof VIEWS;
export const VIEW_NAMES = Object.keys(VIEWS) as ViewName[];
