import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { className } from "./build/classes.ts";
import { compress } from "./build/compress.ts";
import { emoji } from "./build/emoji.ts";
import { licences } from "./build/licences.ts";
import { palette } from "./build/palette.ts";

export default defineConfig({
  // Every address is relative to the <base> that the server writes into the page, so one build serves any base path.
  base: "./",
  plugins: [react(), emoji(), licences(), compress()],
  resolve: {
    alias: {
      "@ungap/structured-clone": fileURLToPath(
        new URL("src/elements/shared/markdown/structuredClone.ts", import.meta.url),
      ),
    },
  },
  css: { modules: { generateScopedName: className }, postcss: { plugins: [palette] } },
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
          // Small parts that nearly every element uses come in one file and not in a dozen: all that stands directly in
          // `elements/` and in `elements/shared/`. What stands in their folders is fetched when it is needed.
          groups: [{ name: "shared", test: /src\/elements\/(shared\/)?[^/]+$/ }],
        },
      },
    },
  },
  test: {
    projects: [
      // Making a DOM for each file takes longer than most tests of functions.
      { extends: true, test: { name: "functions", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "page",
          include: ["src/**/*.test.tsx"],
          environment: "jsdom",
          setupFiles: ["src/test-setup.ts"],
        },
      },
    ],
    css: { include: /\.module\.css$/, modules: { classNameStrategy: "scoped" } },
    testTimeout: 30_000,
  },
});
