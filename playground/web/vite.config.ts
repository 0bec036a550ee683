/** Vite's settings: a strict Content-Security-Policy forbids inline scripts, so nothing is inlined. */
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    target: "es2024",
    outDir: "../../dist",
    emptyOutDir: false,
    rolldownOptions: { input: ["index.html", "embed.html", "guide.html"] },
    assetsInlineLimit: 0,
    sourcemap: true,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
});
