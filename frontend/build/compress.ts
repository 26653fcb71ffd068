import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** Files below this size gain nothing. Fonts and pictures are compressed already. */
const SMALLEST = 512;
const TEXT = /\.(js|css|html|svg|json|txt|wasm)$/;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * Writes `.br` and `.gz` in place of each built file, so that the server only has to choose. Nearly every browser takes one of
 * them; for the others the server unpacks it. The files themselves would make a third of what is installed.
 */
export function compress(): Plugin {
  return {
    name: "treadle-compress",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        // All at once, in threads: the largest chart engine takes as long as everything else together.
        await Promise.all(
          Object.values(bundle).map(async (file) => {
            // The page itself is completed by the server for each request; the manifest is for us alone.
            const { fileName } = file;
            if (!TEXT.test(fileName) || fileName.endsWith(".html") || fileName.startsWith(".")) return;
            const bytes = Buffer.from(file.type === "chunk" ? file.code : file.source);
            if (bytes.length < SMALLEST) return;
            const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
            const [br, gz] = await Promise.all([brotli(bytes, { params }), zip(bytes, { level: 9 })]);
            this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: br });
            this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source: gz });
            // The licences stay a text that people can read where it is installed.
            if (!fileName.endsWith(".txt")) delete bundle[fileName];
          }),
        );
      },
    },
  };
}
