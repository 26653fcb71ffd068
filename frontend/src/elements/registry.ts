import type { ComponentType } from "react";
import { pascalCase } from "./contract";
import { fulfilled, settled } from "./shared/lazy";

// biome-ignore lint/suspicious/noExplicitAny: each kind's component has its own props; the kind picks the component.
export type Loaded = ComponentType<any>;
type Module = { default: Loaded };

// An element is a file with a capital letter in a family's folder. Its parts stand in the folder's `parts`.
const files = import.meta.glob<Module>(["./*/[A-Z]*.tsx", "!./shared/*", "!./*/*.test.tsx"]);
const modules = new Map(Object.entries(files).map(([path, fetch]) => [elementName(path), fetch]));
const loading = new Map<string, Promise<Loaded | null>>();

/** The component of a kind, fetched when it is first asked for; null if this page has none of that name. */
export function load(kind: string): Promise<Loaded | null> {
  const known = loading.get(kind);
  if (known !== undefined) return known;
  const fetch = modules.get(pascalCase(kind));
  const promise = fetch === undefined ? fulfilled(null) : settled(fetch().then((module) => module.default));
  loading.set(kind, promise);
  // A failed fetch is not remembered, so that it can be tried again.
  promise.catch(() => loading.delete(kind));
  return promise;
}

/** `./inputs/TextInput.tsx` is `TextInput`. */
function elementName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1, -".tsx".length);
}

/** The names of all elements that have a file, for tests. */
export function elementNames(): string[] {
  return Object.keys(files).map(elementName);
}

/** Give a kind a component by hand: those that every page has, and those of tests. */
export function register(kind: string, element: Loaded): void {
  loading.set(kind, fulfilled(element));
}
