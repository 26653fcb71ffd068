/** A module that is fetched when it is first needed, once. A component gets it with `use(module.load())`. */
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

/**
 * Note on a promise what has become of it, as React itself does with one that it has waited for: `use` then returns at
 * once instead of suspending for a moment. A component must not look for itself whether a module is here and call `use`
 * only if not: React renders anew what was suspended and expects the same calls.
 */
export function settled<T>(promise: Promise<T>): Promise<T> {
  const tracked = promise as Promise<T> & { status?: string; value?: T; reason?: unknown };
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

/** A promise that is fulfilled already, for `use`. */
export function fulfilled<T>(value: T): Promise<T> {
  return Object.assign(Promise.resolve(value), { status: "fulfilled", value });
}
