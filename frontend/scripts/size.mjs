// Says what a first page loads before it shows a line of Markdown, and fails when that is too much. Counted are the
// page itself, the scripts and styles of the entry and of Markdown with all they import, the font of Latin letters and
// the icon, as they are sent: compressed.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT = 205_000;
const STATIC = join(dirname(fileURLToPath(import.meta.url)), "../../src/treadle/_core/server/static");
const NEEDED = ["index.html", "src/elements/text/Markdown.tsx", "src/elements/shared/markdown/render.tsx"];

const manifest = JSON.parse(readFileSync(join(STATIC, ".vite/manifest.json"), "utf-8"));
const files = new Set();
const seen = new Set();

function collect(name) {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`${name} is not in the build. Run "npm run build".`);
  if (seen.has(name)) return;
  seen.add(name);
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) collect(imported);
}

for (const name of NEEDED) collect(name);

const assets = readdirSync(join(STATIC, "assets"));
files.add(`assets/${assets.find((name) => /^inter-latin-wght-normal.*\.woff2$/.test(name))}`);
files.add("favicon.svg");

const page = gzipSync(readFileSync(join(STATIC, "index.html"))).length;
console.log(`${String(page).padStart(8)}  index.html`);
let total = page;
for (const file of [...files].sort()) {
  const bytes = sizeOf(file);
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  in all; the limit is ${LIMIT}`);
if (total > LIMIT) process.exit(1);

/** Small files are not compressed and count as they are. */
function sizeOf(file) {
  try {
    return statSync(join(STATIC, `${file}.br`)).size;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return statSync(join(STATIC, file)).size;
  }
}
