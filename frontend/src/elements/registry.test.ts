import { expect, test } from "vitest";
import protocol from "../protocol.gen.ts?raw";
import { pascalCase } from "./contract";
import { elementNames } from "./registry";

/** Kinds that every page has, so that they come with it and not in a file of their own. */
const BUILT_IN = ["page", "main", "sidebar", "bottom", "slot", "fragment"];

test("every kind has one file, and every file one kind", () => {
  const table = /interface Kinds \{([^}]*)\}/.exec(protocol)?.[1] ?? "";
  const kinds = [...table.matchAll(/readonly (\w+):/g)].map(([, kind]) => kind as string);
  const expected = kinds.filter((kind) => !BUILT_IN.includes(kind)).map(pascalCase);
  expect(expected.length).toBeGreaterThan(30);
  expect(elementNames().sort()).toEqual(expected.sort());
});
