/**
 * The few colours and typefaces of pictures, read from the page's custom properties, which a canvas cannot use
 * itself; and a way for views to learn when they change.
 */
import { luminance, mix } from "./color.ts";

export interface Theme {
  dark: boolean;
  paper: string;
  ink: string;
  muted: string;
  line: string;
  accent: string;
  ring: string;
  /** Font families, as in CSS. */
  code: string;
  text: string;
}

export const LIGHT: Theme = {
  dark: false,
  paper: "#fbfaf6",
  ink: "#1c1c22",
  muted: "#62616b",
  line: "#e5e2da",
  accent: "#2b57d0",
  ring: "#2b57d0",
  code: "ui-monospace, Menlo, Consolas, monospace",
  text: "system-ui, sans-serif",
};

export const DARK: Theme = {
  ...LIGHT,
  dark: true,
  paper: "#101317",
  ink: "#e8e6e0",
  muted: "#a09fa6",
  line: "#272d36",
  accent: "#84a9ff",
  ring: "#9dbaff",
};

/** The theme at an element; a colour that the page does not define as "#rrggbb" is taken from the defaults above. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const color = (name: string): string | null => (/^#[0-9a-f]{6}$/i.test(token(name)) ? token(name) : null);
  const paper = color("--paper");
  const forced = matchMedia("(forced-colors: active)").matches ? forcedColors(element) : {};
  const dark = paper ? luminance(paper) < 0.2 : matchMedia("(prefers-color-scheme: dark)").matches;
  const base = dark ? DARK : LIGHT;
  return {
    dark,
    paper: paper ?? base.paper,
    ink: color("--ink") ?? base.ink,
    muted: color("--muted") ?? base.muted,
    line: color("--line") ?? base.line,
    accent: color("--accent") ?? base.accent,
    ring: color("--ring") ?? base.ring,
    code: token("--code") || base.code,
    text: token("--text") || base.text,
    ...forced,
  };
}

/** The person's own colours where the system enforces them: the browser does not recolour a canvas. */
function forcedColors(element: Element): Partial<Theme> {
  const probe = document.createElement("span");
  (element.parentElement ?? document.body).append(probe);
  const system = (name: string): string => {
    probe.style.color = name;
    const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    return `#${[r, g, b]
      .map((x) =>
        Math.round(x || 0)
          .toString(16)
          .padStart(2, "0"),
      )
      .join("")}`;
  };
  const [paper, ink, highlight] = [system("Canvas"), system("CanvasText"), system("Highlight")];
  probe.remove();
  const dark = luminance(paper) < 0.2;
  return { dark, paper, ink, muted: ink, line: mix(ink, paper, 0.35), accent: highlight, ring: highlight };
}

/** Calls `changed` when the system's colour scheme, or the page's own on its root element, may have changed. */
export function onThemeChange(changed: () => void): () => void {
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener("change", changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["class", "style", "data-theme"],
  });
  return () => {
    for (const query of queries) query.removeEventListener("change", changed);
    observer.disconnect();
  };
}
