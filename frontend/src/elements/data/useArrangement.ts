import { useMemo, useState } from "react";
import { type ShownColumn, textOf } from "./cells";
import { pinnedFirst } from "./columns";

/** What a person has done with the columns of a table: for them alone, and until they leave the page. */
export interface Arrangement {
  /** The columns that are shown, in their order. */
  readonly columns: readonly ShownColumn[];
  /** All columns, for the list in which one hides and shows them. */
  readonly all: readonly ShownColumn[];
  readonly isHidden: (shown: ShownColumn) => boolean;
  readonly hide: (id: string, hidden: boolean) => void;
  readonly pin: (id: string, pinned: boolean) => void;
  /** Another format of numbers or moments; null for the app's. */
  readonly format: (id: string, format: string | null) => void;
  readonly formatOf: (id: string) => string | null;
  /** Put a column before another one; null: behind all. */
  readonly move: (id: string, before: string | null) => void;
}

interface Own {
  readonly hidden: ReadonlyMap<string, boolean>;
  readonly pinned: ReadonlyMap<string, boolean>;
  readonly formats: ReadonlyMap<string, string | null>;
  readonly order: readonly string[] | null;
}

const NONE: Own = { hidden: new Map(), pinned: new Map(), formats: new Map(), order: null };

export function useArrangement(given: readonly ShownColumn[]): Arrangement {
  const [own, setOwn] = useState(NONE);
  const all = useMemo(() => arranged(given, own), [given, own]);
  const isHidden = ({ id, hidden }: ShownColumn) => own.hidden.get(id) ?? hidden;
  const columns = useMemo(
    () => pinnedFirst(all.filter(({ id, hidden }) => !(own.hidden.get(id) ?? hidden))),
    [all, own.hidden],
  );
  const put = <K extends "hidden" | "pinned" | "formats">(name: K, id: string, value: unknown) =>
    setOwn((old) => ({ ...old, [name]: new Map(old[name] as ReadonlyMap<string, unknown>).set(id, value) }));
  return {
    columns,
    all,
    isHidden,
    hide: (id, hidden) => put("hidden", id, hidden),
    pin: (id, pinned) => put("pinned", id, pinned),
    format: (id, format) => put("formats", id, format),
    formatOf: (id) => own.formats.get(id) ?? null,
    move: (id, before) =>
      setOwn((old) => {
        const order = all.map((shown) => shown.id).filter((each) => each !== id);
        const at = before === null ? order.length : order.indexOf(before);
        return at < 0 ? old : { ...old, order: order.toSpliced(at, 0, id) };
      }),
  };
}

function arranged(given: readonly ShownColumn[], { pinned, formats, order }: Own): readonly ShownColumn[] {
  const places = new Map(order?.map((id, i) => [id, i]));
  const sorted = order === null ? given : given.toSorted((a, b) => placeOf(a, places) - placeOf(b, places));
  return sorted.map((shown) => {
    const format = formats.get(shown.id);
    const changed = { ...shown, pinned: pinned.get(shown.id) ?? shown.pinned };
    if (format === undefined || format === null) return changed;
    return { ...changed, text: textOf(shown.column, { ...shown.look, format }), formatted: true };
  });
}

function placeOf({ id }: ShownColumn, places: ReadonlyMap<string, number>): number {
  return places.get(id) ?? places.size;
}
