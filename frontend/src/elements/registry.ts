import type { ComponentType } from "react";
import { pascalCase } from "./contract";

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
const loaded = new Map<string, Loaded | null>();
const loading = new Map<string, Promise<Loaded | null>>();

/** The component of a kind if it is here already; null if this page has none of that name. */
export function component(kind: string): Loaded | null | undefined {
  return loaded.get(kind);
}

/** Fetch a kind's component. A failed fetch is not remembered, so that it can be tried again. */
export function load(kind: string): Promise<Loaded | null> {
  let promise = loading.get(kind);
  if (promise === undefined) {
    const fetch = modules[`./${pascalCase(kind)}.tsx`];
    promise = (fetch === undefined ? Promise.resolve(null) : fetch().then((module) => module.default)).then(
      (found) => {
        loaded.set(kind, found);
        return found;
      },
      (error: unknown) => {
        loading.delete(kind);
        throw error;
      },
    );
    loading.set(kind, promise);
  }
  return promise;
}

/** Give a kind a component by hand, as tests do. */
export function register(kind: string, element: Loaded): void {
  loaded.set(kind, element);
}
