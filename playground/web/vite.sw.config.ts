/** The service worker: one script at a fixed address, which not every browser may take as a module. */
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    target: "es2024",
    emptyOutDir: false,
    rolldownOptions: {
      input: "src/offline/sw.ts",
      output: { format: "iife", entryFileNames: "sw.js", codeSplitting: false },
    },
  },
});
