import { useEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import type { LongText } from "./longText";

/** Pieces of something long, those that are on the page, and what else there is. */
export interface Gradual<T> {
  readonly shown: readonly T[];
  /** Characters or bytes that a person has to ask for, once the pieces are on the page. */
  readonly hidden: number;
  readonly more: () => void;
}

/**
 * Put pieces onto the page one after the other, each in a task of its own, so that a click is answered between two.
 *
 * @param pieces in order. Equal ones stay as they are when the others change.
 * @param atOnce how many are put there before a person asks for more.
 * @param rest what follows behind the pieces.
 */
export function useGradual<T extends { readonly length: number }>(
  pieces: readonly T[],
  atOnce: number,
  rest: Pick<LongText, "hidden" | "more">,
): Gradual<T> {
  const [asked, setAsked] = useState(1);
  const allowed = asked * atOnce;
  const wanted = useMemo(
    () => (pieces.length > allowed ? pieces.slice(0, allowed) : pieces),
    [pieces, allowed],
  );
  const shown = useOneByOne(wanted);
  const held = useMemo(
    () => pieces.slice(allowed).reduce((sum, piece) => sum + piece.length, 0),
    [pieces, allowed],
  );
  const more = () => {
    setAsked(asked + 1);
    if (pieces.length - allowed < atOnce && rest.hidden > 0) void rest.more();
  };
  // Until all is drawn that can be, what is said about the rest would move away from who wants to press it.
  const done = shown.length === wanted.length;
  return { shown, hidden: done ? held + rest.hidden : 0, more };
}

function useOneByOne<T>(pieces: readonly T[]): readonly T[] {
  const [state, setState] = useState<readonly T[]>(() => pieces.slice(0, 1));
  // The first piece is there at once: a page must not be empty meanwhile.
  const shown = state[0] === pieces[0] && pieces.length > 0 ? state : begun(state, pieces);
  if (shown !== state) setState(shown);
  const done = shown.length === pieces.length && shown.every((piece, i) => piece === pieces[i]);
  useEffect(() => {
    if (done) return;
    const timer = setTimeout(() => setState(advanced(shown, pieces)));
    // What is printed must be there when the browser looks at the page.
    const print = () => flushSync(() => setState(pieces));
    window.addEventListener("beforeprint", print);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("beforeprint", print);
    };
  }, [done, shown, pieces]);
  return shown;
}

function begun<T>(shown: readonly T[], pieces: readonly T[]): readonly T[] {
  if (pieces.length === 0) return shown.length === 0 ? shown : [];
  return [pieces[0] as T, ...shown.slice(1)];
}

/** With the next piece that is not there yet. Old pieces stay until then, so that the page does not jump. */
function advanced<T>(shown: readonly T[], pieces: readonly T[]): readonly T[] {
  const next = pieces.findIndex((piece, i) => piece !== shown[i]);
  if (next === -1) return pieces;
  const changed = [...shown];
  changed[next] = pieces[next] as T;
  return changed;
}
