import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";

const FILE = "licences.txt";
const TEXTS = /^(licen[cs]e|copying|notice|ofl)([-.].*)?$/i;

interface Manifest {
  name: string;
  version: string;
  license?: string;
  author?: string | { name: string };
  homepage?: string;
  repository?: string | { url: string };
}

/** Packages that no module of the page names: the build itself reads the data of one, and the other one is in a worker. */
const READ_BY_THE_BUILD = ["gemoji", "@viz-js/viz"];

/** Writes the licences of all packages that the bundle has code, styles, fonts or data of. */
export function licences(): Plugin {
  let root = "";
  return {
    name: "treadle-licences",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_options, bundle) {
      // The modules, and the fonts that styles name, which are no modules.
      const files = [...this.getModuleIds()];
      for (const file of Object.values(bundle))
        if (file.type === "asset") files.push(...file.originalFileNames);
      const folders = new Set(
        files.map((file) => folderOf(root, file)).filter((folder) => folder !== undefined),
      );
      for (const name of READ_BY_THE_BUILD) folders.add(join(root, "node_modules", name));
      const entries = new Map([...folders].map(entry));
      const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
      this.emitFile({
        type: "asset",
        fileName: FILE,
        source: `${sorted.join(`\n\n${"=".repeat(80)}\n\n`)}\n`,
      });
    },
  };
}

/** The folder of the package that a file is in. Nothing for files of our own. */
function folderOf(root: string, id: string): string | undefined {
  const path = resolve(root, id.replace(/^\0+/, "")).replaceAll("\\", "/");
  return path.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/?]+(?=\/)/)?.[0];
}

/** A package's name and version, to sort by, and what is said of it. */
function entry(folder: string): [string, string] {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license } = manifest;
  const texts = readdirSync(folder)
    .filter((file) => TEXTS.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (license === undefined && texts.length === 0)
    throw new Error(`${name} names no licence: it has no text of one, and its package.json names none.`);
  const author = typeof manifest.author === "string" ? manifest.author : manifest.author?.name;
  const place =
    manifest.homepage ??
    (typeof manifest.repository === "string" ? manifest.repository : manifest.repository?.url);
  const head = [
    `${name} ${version}`,
    `Licence: ${license ?? "see the text below"}`,
    author && `Author: ${author}`,
    place && `From: ${place}`,
  ];
  return [`${name} ${version}`, [head.filter(Boolean).join("\n"), ...texts].join("\n\n")];
}
