/**
 * Lets CodeMirror add its styles to the page under a Content-Security-Policy that forbids inline `<style>`. style-mod
 * constructs a style sheet (which the policy allows) only for shadow roots, and makes a `<style>` element for
 * documents; so the style set is made for a shadow root and then handed to the document, which adopts it the same
 * way.
 */
import { StyleModule } from "style-mod";

export function adoptStyles(): void {
  if (!("adoptedStyleSheets" in document)) return;
  const root = document.createElement("div").attachShadow({ mode: "open" });
  StyleModule.mount(root, new StyleModule({}));
  for (const key of Object.getOwnPropertySymbols(root)) {
    const page = document as unknown as Record<symbol, unknown>;
    page[key] ??= (root as unknown as Record<symbol, unknown>)[key];
  }
}
