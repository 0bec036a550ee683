/** A scheme that the embedding page chose, in place of the system's. */

/** Every rule that waits for the system's dark scheme waits no longer, or for ever. */
export function force(theme: "light" | "dark"): void {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText.includes("prefers-color-scheme: dark"))
        rule.media.mediaText = theme === "dark" ? "all" : "not all";
    }
  }
  document.documentElement.style.colorScheme = theme;
  // The pictures look for this.
  document.documentElement.dataset.theme = theme;
}
