import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compress } from "./build/compress.ts";
import { emoji } from "./build/emoji.ts";

export default defineConfig({
  // Every address is relative to the <base> that the server writes into the page, so one build serves any base path.
  base: "./",
  plugins: [react(), emoji(), compress()],
  build: {
    outDir: "../src/treadle/_core/server/static",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Small parts that nearly every element uses come in one file and not in a dozen.
          groups: [
            {
              name: "shared",
              test: /src\/elements\/(hooks|layout|Children|shared\/(Label|Help|Icon|icons|Markdown|Heading|CopyButton|copy|lazy|Bottom))\.tsx?$/,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test-setup.ts"],
    css: false,
    testTimeout: 30_000,
  },
});
