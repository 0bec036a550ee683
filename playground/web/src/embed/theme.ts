/** Applies the colour scheme that the embedding page chose, in place of the system's. */

/** Makes every media rule for the system's dark scheme apply always, or never. */
export function forceTheme(theme: "light" | "dark"): void {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText.includes("prefers-color-scheme: dark"))
        rule.media.mediaText = theme === "dark" ? "all" : "not all";
    }
  }
  document.documentElement.style.colorScheme = theme;
  // The code that draws the pictures reads this.
  document.documentElement.dataset.theme = theme;
}
