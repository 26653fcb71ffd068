import { useEffect, useReducer } from "react";

/** A module that is fetched when it is first needed, once. A component gets it with `useFetched(module.load())`. */
export interface Lazy<M> {
  readonly load: () => Promise<M>;
}

export function lazy<M>(fetch: () => Promise<M>): Lazy<M> {
  let loading: Promise<M> | undefined;
  return {
    load() {
      if (loading === undefined) {
        loading = settled(fetch());
        loading.catch(() => {
          loading = undefined; // the network may be back next time
        });
      }
      return loading;
    },
  };
}

type Tracked<T> = Promise<T> & { status?: string; value?: T; reason?: unknown };

/**
 * Note on a promise what has become of it, as React itself does with one that it has waited for: `use` then returns at
 * once instead of suspending for a moment. A component must not look for itself whether a module is here and call `use`
 * only if not: React renders again what was suspended, and expects the same calls.
 */
export function settled<T>(promise: Promise<T>): Promise<T> {
  const tracked: Tracked<T> = promise;
  tracked.status = "pending";
  tracked.then(
    (value) => {
      tracked.status = "fulfilled";
      tracked.value = value;
    },
    (reason: unknown) => {
      tracked.status = "rejected";
      tracked.reason = reason;
    },
  );
  return tracked;
}

/**
 * What a promise of `lazy` or `settled` has brought; undefined until then. Throws what it failed with.
 *
 * Unlike with `use`, the component itself shows what there is before. React shows what was suspended in steps of 300 ms,
 * so that a page of several kinds of elements would be complete that much later than its parts are here.
 */
export function useFetched<T>(promise: Promise<T>): T | undefined {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const { status, value, reason } = promise as Tracked<T>;
  const pending = status === "pending";
  useEffect(() => {
    if (!pending) return;
    let wanted = true;
    const wake = () => wanted && again();
    promise.then(wake, wake);
    return () => {
      wanted = false;
    };
  }, [promise, pending]);
  if (status === "rejected") throw reason;
  return value;
}

/** A promise that is fulfilled already, for `use`. */
export function fulfilled<T>(value: T): Promise<T> {
  return Object.assign(Promise.resolve(value), { status: "fulfilled", value });
}
