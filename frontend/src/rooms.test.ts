import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { className } from "../build/classes";

const SRC = import.meta.dirname;
const read = (file: string) => readFileSync(join(SRC, file), "utf-8");
const files = readdirSync(SRC, { recursive: true, encoding: "utf-8" });
const sources = files.filter((file) => /\.tsx?$/.test(file));
const modules = files.filter((file) => file.endsWith(".module.css"));
const sheets = files.filter((file) => file.endsWith(".css"));

/** What each room may import, besides itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "protocol.gen": [],
  store: ["protocol.gen"],
  connection: ["protocol.gen", "store"],
  theme: ["protocol.gen"],
  elements: ["protocol.gen", "store", "connection", "theme"],
  shell: ["protocol.gen", "store", "connection", "theme", "elements"],
};

/** Files that belong to no room: the beginning of it all, and what only tests and types need. */
const OUTSIDE = ["main", "test-setup", "rooms.test", "virtual.d"];

const roomOf = (file: string) => (file.split("/")[0] as string).replace(/\.tsx?$/, "");

function* imports(file: string): Generator<string> {
  for (const [, path] of read(file).matchAll(/(?:from|import|import\()\s*"(\.[^"]*)"/g)) {
    yield relative(SRC, resolve(SRC, dirname(file), (path as string).replace(/\?\w+$/, "")));
  }
}

test("a room imports only rooms below it", () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const room = roomOf(file);
    if (OUTSIDE.includes(room)) continue;
    const allowed = [room, ...(ROOMS[room] ?? [])];
    for (const path of imports(file)) {
      if (!allowed.includes(roomOf(path))) wrong.push(`${file} imports ${path}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("the store and the connection know no React", () => {
  const wrong = sources.filter(
    (file) => ["store", "connection"].includes(roomOf(file)) && /from "(react|@mantine)/.test(read(file)),
  );
  expect(wrong).toEqual([]);
});

test("what elements share imports no family of elements", () => {
  const wrong: string[] = [];
  for (const file of sources.filter((file) => file.startsWith("elements/shared/"))) {
    for (const path of imports(file)) {
      const [room, family, ...rest] = path.split("/");
      if (room === "elements" && rest.length > 0 && family !== "shared")
        wrong.push(`${file} imports ${path}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** The names of a module's own classes. */
function names(file: string): Set<string> {
  const own = read(file).replace(/\/\*[\s\S]*?\*\/|:global\([^)]*\)|\{[^{}]*\}/g, " ");
  return new Set([...own.matchAll(/\.([a-zA-Z]\w*)/g)].map(([, name]) => name as string));
}

test("no two CSS modules make the same class", () => {
  const made = modules.flatMap((file) => [...names(file)].map((name) => className(name, file)));
  expect(made.filter((name, i) => made.indexOf(name) !== i)).toEqual([]);
});

test("a component uses the classes of its modules, and a module has no class that nobody uses", () => {
  const used = new Map(modules.map((file) => [file, new Set<string>()]));
  const missing: string[] = [];
  for (const file of sources.filter((file) => !file.includes(".test."))) {
    const text = read(file);
    const code = text.replace(/^import .*$/gm, "");
    for (const [, name, path] of text.matchAll(/import (\w+) from "(\.[^"]*\.module\.css)"/g)) {
      const sheet = relative(SRC, resolve(SRC, dirname(file), path as string));
      const own = names(sheet);
      if (code.includes(`${name}[`)) for (const each of own) used.get(sheet)?.add(each);
      for (const [, key] of code.matchAll(new RegExp(`(?<![.\\w])${name}\\.(\\w+)`, "g"))) {
        used.get(sheet)?.add(key as string);
        if (!own.has(key as string)) missing.push(`${file}: ${name}.${key}`);
      }
    }
  }
  expect(missing).toEqual([]);
  const unused = modules.flatMap((file) =>
    [...names(file)].filter((name) => !used.get(file)?.has(name)).map((name) => `${file}: .${name}`),
  );
  expect(unused).toEqual([]);
});

test("a class of another component, named in a style sheet, is there", () => {
  const made = new Set(modules.flatMap((file) => [...names(file)].map((name) => className(name, file))));
  const written = sources.map(read).join("\n");
  const wrong: string[] = [];
  for (const file of sheets) {
    const text = read(file).replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, name] of text.matchAll(/\.(tr-[\w-]+)/g)) {
      const directive = /^tr-(text|back)-/.test(name as string);
      if (!made.has(name as string) && !directive && !written.includes(name as string))
        wrong.push(`${basename(file)}: .${name}`);
    }
  }
  expect(wrong).toEqual([]);
});
