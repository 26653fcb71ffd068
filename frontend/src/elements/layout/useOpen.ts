import { useState } from "react";
import { useWidget } from "../hooks";

interface Opening<V> {
  /** What is open; if only this browser knows, what the app wants at first. */
  readonly value: V;
  /** Whether the session knows what is open. */
  readonly tracked: boolean;
}

/**
 * What is open of a container, and a way to change it. What the session does not know stays as the person has left it,
 * until the app changes its mind.
 */
export function useOpen<V>(id: number, { value, tracked }: Opening<V>): readonly [V, (next: V) => void] {
  const [own, setOwn] = useState({ wanted: value, value });
  if (own.wanted !== value) setOwn({ wanted: value, value });
  const known = useWidget<V>(id, { value, disabled: false });
  if (tracked) return [known.value, known.send];
  return [own.wanted === value ? own.value : value, (next) => setOwn({ wanted: value, value: next })];
}
