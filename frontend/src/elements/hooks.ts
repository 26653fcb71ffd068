import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { serverUrl } from "../connection/address";
import { DEBOUNCE } from "../connection/interactions";
import type { Blob_, Kind, RunState } from "../protocol.gen";
import type { Node, NodeOf } from "../store/store";
import { useApp } from "./app";

/** Whether a container without a box of its own is stale, for its children to show. */
export const StaleContext = createContext(false);

/** Whether another element stands in the place of a container without a box, for its children to hide. */
export const ReplacedContext = createContext(false);

/** A node; undefined once it is gone. Renders again only when this node changes. */
export function useNode<K extends Kind>(id: number): NodeOf<K> | undefined;
export function useNode(id: number): Node | undefined {
  const { store } = useApp();
  const subscribe = useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.node(id));
}

const NONE: readonly number[] = [];

/** Ids of a container's children, in order. `<Children id>` renders them. */
export function useChildren(id: number): readonly number[] {
  const { store } = useApp();
  const subscribe = useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.node(id)?.children ?? NONE);
}

/** A container's children themselves, for one that needs their props (tabs their labels). */
export function useChildNodes<K extends Kind>(id: number): readonly NodeOf<K>[] {
  const { store } = useApp();
  const children = useChildren(id);
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = children.map((child) => store.subscribe(child, listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [store, children],
  );
  const last = useRef<readonly NodeOf<K>[]>([]);
  return useSyncExternalStore(subscribe, () => {
    const nodes = children.map((child) => store.node(child)).filter((node) => node !== undefined);
    const before: readonly unknown[] = last.current;
    if (before.length !== nodes.length || nodes.some((node, i) => node !== before[i])) {
      last.current = nodes as unknown as NodeOf<K>[];
    }
    return last.current;
  });
}

/** Whether what a node shows is from before the run that is under way. */
export function useStale(id: number): boolean {
  const { store } = useApp();
  const around = use(StaleContext);
  const subscribe = useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]);
  const own = useSyncExternalStore(subscribe, () => store.isStale(id));
  return own || around;
}

/** Whether a new element stands in the place of this old one while the run goes on. */
export function useReplaced(id: number): boolean {
  const { store } = useApp();
  const around = use(ReplacedContext);
  const subscribe = useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]);
  const own = useSyncExternalStore(subscribe, () => store.isReplaced(id));
  return own || around;
}

export interface WidgetHandle<V> {
  /** What to show: what was entered here, else what the server knows. */
  readonly value: V;
  /** Change the value: shown at once; sent at once, or with the form's submit. */
  readonly send: (value: V) => void;
  /** The same, but sent when there has been no further change for a moment (or `wait` ms). For drags. */
  readonly sendSoon: (value: V, wait?: number) => void;
  /** Submit the form around the widget, as Enter in a text field does. False: there is none, or it may not be. */
  readonly submitForm: () => boolean;
  /** Whether a form around the widget holds its changes back. */
  readonly inForm: boolean;
  readonly disabled: boolean;
}

/** The value of a widget and the ways to change it. */
export function useWidget<V>(
  id: number,
  props: { readonly value: V; readonly disabled: boolean },
): WidgetHandle<V> {
  const { store, interactions } = useApp();
  const subscribe = useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]);
  const value = useSyncExternalStore(subscribe, () => store.value(id)) as V;
  const inForm = useMemo(() => store.ancestor(id, "form") !== undefined, [store, id]);
  const { disabled } = props;
  return useMemo(
    () => ({
      value,
      inForm,
      disabled,
      send: (next) => interactions.change(id, next),
      sendSoon: (next, wait = DEBOUNCE) => interactions.change(id, next, wait),
      submitForm: () => interactions.submitFormOf(id),
    }),
    [interactions, id, value, inForm, disabled],
  );
}

/** While a text is typed and not sent (`pending`), a press of any button has it sent before, by `commit`. */
export function useUnsent(id: number, pending: boolean, commit: () => unknown): void {
  const { interactions } = useApp();
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  useEffect(() => {
    if (!pending) return;
    interactions.draft(id, () => latest.current());
    return () => interactions.draft(id, null);
  }, [interactions, id, pending]);
}

/** A button: `fire()` sends a press (or another value), which holds for one run. Submits the form if it is its button. */
export function useTrigger(id: number): (value?: unknown) => void {
  const { interactions } = useApp();
  return useCallback((value: unknown = true) => interactions.fire(id, value), [interactions, id]);
}

/** Whether a form has changes that are not submitted. */
export function useFormChanged(id: number): boolean {
  const { store } = useApp();
  const subscribe = useCallback(
    (listener: () => void) => store.subscribe(`form:${id}`, listener),
    [store, id],
  );
  return useSyncExternalStore(subscribe, () => store.holding(id).length > 0);
}

/** The address of a large value, for <img> and the like. Bytes get an object URL, freed with the component. */
export function useBlobUrl(blob: Blob_ | null, type = ""): string | undefined {
  const subscribe = useMemo(() => objectUrl(blob, type), [blob, type]);
  return useSyncExternalStore(subscribe.subscribe, subscribe.get);
}

/** The address of an image's bytes. Drawings get their type back, without which no browser shows them. */
export function useImageUrl(blob: Blob_ | null, type: string): string | undefined {
  const [made, setMade] = useState<string>();
  const direct = typeof blob === "string" && type !== "image/svg+xml" ? blob : null;
  useEffect(() => {
    if (blob === null || direct !== null) return;
    let address: string | undefined;
    let wanted = true;
    blobBytes(blob)
      .then((bytes) => {
        if (!wanted) return;
        address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
        setMade(address);
      })
      .catch(() => setMade(undefined)); // it is an image: the page can be used without it
    return () => {
      wanted = false;
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [blob, direct, type]);
  return direct === null ? made : serverUrl(`_treadle/blob/${direct}`);
}

/** The bytes of a large value, fetched when the wire only named it. The browser keeps what it has fetched. */
export async function blobBytes(blob: Blob_): Promise<Uint8Array> {
  if (typeof blob !== "string") return blob;
  const response = await fetch(serverUrl(`_treadle/blob/${blob}`));
  if (!response.ok)
    throw new Error(`The server no longer has this data (${response.status}). Rerun the app.`);
  return new Uint8Array(await response.arrayBuffer());
}

function objectUrl(blob: Blob_ | null, type: string) {
  if (blob === null || typeof blob === "string") {
    const address = blob === null ? undefined : serverUrl(`_treadle/blob/${blob}`);
    return { subscribe: () => () => {}, get: () => address };
  }
  let url: string | undefined;
  return {
    subscribe: (listener: () => void) => {
      url = URL.createObjectURL(new Blob([blob as Uint8Array<ArrayBuffer>], { type }));
      listener();
      return () => {
        if (url !== undefined) URL.revokeObjectURL(url);
        url = undefined;
      };
    },
    get: () => url,
  };
}

/** What the session is doing. */
export function useRun(): RunState | null {
  const { store } = useApp();
  const subscribe = useCallback((listener: () => void) => store.subscribe("run", listener), [store]);
  return useSyncExternalStore(subscribe, () => store.run);
}

/**
 * A number that changes when an element has become another one: when none of its names is left. As a `key` it keeps what
 * only the browser knows (what is open, chosen or sorted) from passing to what the app now shows at the same place.
 */
export function useGeneration(names: readonly string[]): number {
  const [state, setState] = useState({ names, generation: 0 });
  const same = names.length === state.names.length && names.every((name, i) => name === state.names[i]);
  if (same || names.length === 0) return state.generation;
  const before = new Set(state.names);
  const kept = before.size === 0 || names.some((name) => before.has(name));
  const generation = kept ? state.generation : state.generation + 1;
  setState({ names, generation });
  return generation;
}

/** True once `on` has been true for `ms` without a break. */
export function useDelayed(on: boolean, ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) return setLate(false);
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return on && late;
}
