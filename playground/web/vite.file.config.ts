/**
 * A recorded run in a page of its own: one script and one style sheet with everything in them, which
 * playground/build/viewer.py puts into one document. What that page has no use for is left out by name: another module with
 * the same exports takes its place.
 */
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";

const src = fileURLToPath(new URL("src/", import.meta.url));

const STAND_INS: Readonly<Record<string, string>> = {
  "app/details/NothingCalled.tsx": "file/NothingCalled.tsx",
  "app/Live.tsx": "file/nothing.ts",
  "app/browser/Browser.tsx": "file/nothing.ts",
  "app/output/Inputs.tsx": "file/nothing.ts",
  "app/output/Question.tsx": "file/nothing.ts",
  "app/tests/TestsView.tsx": "file/nothing.ts",
  "export/project-settings.ts": "file/no-runs.ts",
  "export/project.ts": "file/no-runs.ts",
  "export/viewer-page.ts": "file/own-page.ts",
  "open/reader.ts": "file/no-worker.ts",
  "site.ts": "file/no-site.ts",
  "session/ask-tests.ts": "file/nothing.ts",
  "session/run-again.ts": "file/nothing.ts",
  "session/run-program.ts": "file/no-runs.ts",
  "session/session.ts": "file/no-runs.ts",
  "source/highlight.ts": "file/python-tokens.ts",
  "state/can-write-tests.ts": "file/nothing.ts",
  "ui/load-part.ts": "file/no-parts.ts",
};

const standIns: Plugin = {
  name: "stand-ins",
  enforce: "pre",
  async resolveId(specifier, importer) {
    if (!specifier.startsWith(".")) return null;
    const found = await this.resolve(specifier, importer, { skipSelf: true });
    const instead = found && STAND_INS[found.id.replace(src, "")];
    return instead ? src + instead : null;
  },
};

/** Here no part is fetched later. Imported at once, the parts are several tens of kB smaller than as parts of one script. */
const partsAtOnce: Plugin = {
  name: "parts-at-once",
  enforce: "pre",
  transform(code, id) {
    if (!id.startsWith(src)) return null;
    const imports: string[] = [];
    const changed = code.replace(/(?<!typeof )\bimport\("(\.[^"]+)"\)/g, (_, path: string) => {
      const isStyle = path.endsWith(".css");
      imports.push(`import ${isStyle ? "" : `* as part${imports.length} from `}"${path}";`);
      return `Promise.resolve(${isStyle ? "" : `part${imports.length - 1}`})`;
    });
    return imports.length > 0 ? `${changed}\n${imports.join("\n")}` : null;
  },
};

export default defineConfig({
  plugins: [standIns, partsAtOnce, preact({ devToolsEnabled: false, prefreshEnabled: false })],
  publicDir: false,
  build: {
    target: "es2024",
    emptyOutDir: true,
    // Fonts stand in the style sheet.
    assetsInlineLimit: Number.POSITIVE_INFINITY,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: "src/file/main.tsx",
      // Vite's helper for parts that are fetched later mentions it, and here no part is.
      checks: { emptyImportMeta: false },
      output: {
        format: "iife",
        codeSplitting: false,
        entryFileNames: "viewer.js",
        assetFileNames: "viewer[extname]",
      },
    },
  },
});
