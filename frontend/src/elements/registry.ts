import type { ComponentType } from "react";
import { pascalCase } from "./contract";
import { fulfilled, settled } from "./shared/lazy";

// biome-ignore lint/suspicious/noExplicitAny: each kind's component has its own props; the kind picks the component.
export type Loaded = ComponentType<any>;
type Module = { default: Loaded };

const modules = import.meta.glob<Module>([
  "./[A-Z]*.tsx",
  "!./*.test.tsx",
  "!./Children.tsx",
  "!./ErrorBoundary.tsx",
  "!./NodeView.tsx",
]);
const loading = new Map<string, Promise<Loaded | null>>();

/** The component of a kind, fetched when it is first asked for; null if this page has none of that name. */
export function load(kind: string): Promise<Loaded | null> {
  const known = loading.get(kind);
  if (known !== undefined) return known;
  const fetch = modules[`./${pascalCase(kind)}.tsx`];
  const promise = fetch === undefined ? fulfilled(null) : settled(fetch().then((module) => module.default));
  loading.set(kind, promise);
  // A failed fetch is not remembered, so that it can be tried again.
  promise.catch(() => loading.delete(kind));
  return promise;
}

/** Give a kind a component by hand: those that every page has, and those of tests. */
export function register(kind: string, element: Loaded): void {
  loading.set(kind, fulfilled(element));
}
