/** Vite's settings: a strict Content-Security-Policy forbids inline scripts, so nothing is inlined. */
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

/**
 * Modules that the first load needs and that later parts share with it. In one file they pack smaller than in the dozen
 * that they would be divided into by who else imports them.
 */
const SHARED =
  /\/src\/(?:text|site|state\/(?!terminal|written-tests|add-filter|filtering-part|hidden|transform-text).*|open\/loaded|storage\/.*|program\/(?:documents|file-names|include|kept-files|program-files|run-title)|ui\/(?:key-names|load-part|notices|popover)|trace\/(?:arguments|call-counts|call-path|calls|columns|describe|events|include|lineage|matches|own-file|sources|steps|trace|types|values)|view\/(?:draw\/(?!svg)|fold\/).*)\.ts$|\/src\/ui\/Lazy\.tsx$|\/preact\/jsx-runtime\/|\/generated\/site\.json$/;

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    target: "es2024",
    outDir: "../../dist",
    emptyOutDir: false,
    rolldownOptions: {
      input: ["index.html", "embed.html", "guide.html"],
      output: { advancedChunks: { groups: [{ name: "shared", test: SHARED }] } },
    },
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
