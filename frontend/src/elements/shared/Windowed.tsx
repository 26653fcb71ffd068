import { type ReactNode, useEffect, useMemo, useReducer, useRef } from "react";
import { flushSync } from "react-dom";
import styles from "./Windowed.module.css";

/** How many things are drawn together. */
const CHUNK = 25;
/** Pixels round the window in which things are drawn before they are seen. */
const MARGIN = 800;
/** Pixels that something is thought to be high that was never drawn. */
const HEIGHT = 56;

interface WindowedProps {
  /** What names the things, in order. */
  readonly ids: readonly number[];
  /** Draw all of them at once: there are few. */
  readonly all: boolean;
  readonly draw: (id: number) => ReactNode;
}

/**
 * Draws things of a long list where they come into view, and keeps what was drawn: it may hold something that was typed or
 * opened. A space stands for the others.
 */
export function Windowed({ ids, all, draw }: WindowedProps): ReactNode {
  const drawn = useRef(new Set<number>()).current;
  const [version, again] = useReducer((count: number) => count + 1, 0);
  const whole = all || ids.length <= CHUNK || !canWatch();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the set tells by its version that it has changed.
  const parts = useMemo(() => {
    for (const id of whole ? ids : ids.slice(0, CHUNK)) drawn.add(id);
    return partsOf(ids, drawn);
  }, [ids, whole, drawn, version]);
  const show = (chunk: readonly number[]) => {
    for (const id of chunk) drawn.add(id);
    again();
  };
  const partial = parts.some(Array.isArray);
  useEffect(() => {
    if (!partial) return;
    // What is printed must be there when the browser looks at the page.
    const print = () => {
      for (const id of ids) drawn.add(id);
      flushSync(again);
    };
    window.addEventListener("beforeprint", print);
    return () => window.removeEventListener("beforeprint", print);
  }, [ids, drawn, partial]);
  return parts.map((part) =>
    typeof part === "number" ? draw(part) : <Space key={`space ${part[0]}`} ids={part} onSeen={show} />,
  );
}

/** Things to draw, and chunks of those not to draw yet. */
function partsOf(ids: readonly number[], drawn: ReadonlySet<number>): (number | number[])[] {
  const parts: (number | number[])[] = [];
  for (const id of ids) {
    const last = parts.at(-1);
    if (drawn.has(id)) parts.push(id);
    else if (Array.isArray(last) && last.length < CHUNK) last.push(id);
    else parts.push([id]);
  }
  return parts;
}

interface SpaceProps {
  readonly ids: readonly number[];
  readonly onSeen: (ids: readonly number[]) => void;
}

function Space({ ids, onSeen }: SpaceProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(() => {});
  useEffect(() => {
    latest.current = () => onSeen(ids);
  });
  useEffect(() => {
    const element = box.current;
    return element === null ? undefined : watch(element, () => latest.current());
  }, []);
  return (
    <div ref={box} className={styles.space} aria-hidden="true" style={{ height: ids.length * HEIGHT }} />
  );
}

function canWatch(): boolean {
  return typeof IntersectionObserver !== "undefined";
}

const watched = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | undefined;

/** Call a function when an element comes near the window. */
function watch(element: Element, onSeen: () => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) watched.get(target)?.();
    },
    { rootMargin: `${MARGIN}px 0px` },
  );
  const using = observer;
  watched.set(element, onSeen);
  using.observe(element);
  return () => {
    watched.delete(element);
    using.unobserve(element);
  };
}
