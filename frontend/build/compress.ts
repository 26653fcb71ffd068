import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Files below this size gain nothing. Fonts and pictures are compressed already. */
const SMALLEST = 512;
const TEXT = /\.(js|css|html|svg|json|txt|wasm)$/;

/** Writes `.br` and `.gz` beside each built file, so that the server only has to choose. */
export function compress(): Plugin {
  return {
    name: "treadle-compress",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          // The page itself is completed by the server for each request; the manifest is for us alone.
          if (!TEXT.test(file.fileName) || file.fileName.endsWith(".html") || file.fileName.startsWith("."))
            continue;
          const bytes = Buffer.from(file.type === "chunk" ? file.code : file.source);
          if (bytes.length < SMALLEST) continue;
          const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
          this.emitFile({
            type: "asset",
            fileName: `${file.fileName}.br`,
            source: brotliCompressSync(bytes, { params }),
          });
          this.emitFile({
            type: "asset",
            fileName: `${file.fileName}.gz`,
            source: gzipSync(bytes, { level: 9 }),
          });
        }
      },
    },
  };
}
