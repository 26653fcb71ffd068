import { basename } from "node:path";

/**
 * The class that a name in a CSS module stands for: `item` in Menu.module.css is `tr-menu-item`, and `root` is `tr-menu`.
 *
 * These classes can be read in the browser's tools, stay the same from version to version, and can be named in the
 * module of another component as `:global(.tr-menu)`. A test checks that no two modules have the same name.
 */
export function className(name: string, file: string): string {
  const component = kebab(basename(file.split("?")[0] as string).replace(/\.module\.css$/, ""));
  return name === "root" ? `tr-${component}` : `tr-${component}-${kebab(name)}`;
}

function kebab(name: string): string {
  return name.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
}
