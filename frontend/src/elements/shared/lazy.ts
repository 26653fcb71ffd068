/** A module that is fetched when it is first needed, once. `here` is it, as soon as it is here. */
export interface Lazy<M> {
  readonly here: M | undefined;
  readonly load: () => Promise<M>;
}

export function lazy<M>(fetch: () => Promise<M>): Lazy<M> {
  let here: M | undefined;
  let loading: Promise<M> | undefined;
  return {
    get here() {
      return here;
    },
    load() {
      loading ??= fetch().then(
        (module) => {
          here = module;
          return module;
        },
        (error: unknown) => {
          loading = undefined; // the network may be back next time
          throw error;
        },
      );
      return loading;
    },
  };
}
