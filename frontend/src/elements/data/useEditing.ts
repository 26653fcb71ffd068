import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ColumnRules, DataEditor } from "../../protocol.gen";
import { useApp } from "../app";
import { useWidget } from "../hooks";
import type { Table } from "./arrow";
import { editedTable, sourcesOf } from "./editedTable";
import {
  after,
  type Cells,
  type Changes,
  changesOf,
  type Edits,
  inverse,
  type Op,
  type Row,
  type Value,
} from "./edits";

/** Up to so many changed cells travel with each step, for a server that has started again meanwhile. */
const TOLD = 500;
const UNDONE = 100;

export interface CellChange {
  readonly source: number;
  readonly name: string;
  readonly value: Value;
}

/** What can be changed in a table, and how. Rows are those of the edited table. */
export interface Editing {
  readonly ruleOf: (name: string) => ColumnRules | undefined;
  readonly add: boolean;
  readonly remove: boolean;
  readonly set: (changes: readonly CellChange[]) => void;
  /** Add rows at the end, each with values by the names of columns. */
  readonly addRows: (rows: readonly Cells[]) => void;
  readonly deleteRows: (sources: readonly number[]) => void;
  /** Take back what was done last, or do it again. False: there is nothing. */
  readonly undo: () => boolean;
  readonly redo: () => boolean;
}

interface Step {
  readonly number: number;
  readonly op: Op;
}

interface Done {
  readonly ops: readonly Op[];
  readonly back: readonly Op[];
}

type Sent = readonly [
  of: string,
  client: string,
  steps: readonly (readonly unknown[])[],
  before: Edits | null,
];

/**
 * A table with what people have changed, and the means to change it. A change is shown at once. It travels as a step with
 * a number, again and again until the server says that it has it: so a lost connection loses none, and of what somebody
 * else changes at the same time nothing is overwritten.
 */
export function useEditing(
  id: number,
  props: DataEditor,
  base: Table | undefined,
): [Table | undefined, Editing] {
  const { store } = useApp();
  const { of, num_rows: mode, rules } = props;
  const known = props.value as Edits;
  const { value, send, inForm } = useWidget<unknown>(id, { value: props.value, disabled: props.disabled });
  const client = useRef("");
  if (client.current === "") client.current = Math.random().toString(36).slice(2, 12);
  const count = useRef(0);
  const [steps, setSteps] = useState<{ readonly of: string; readonly list: readonly Step[] }>({
    of,
    list: [],
  });
  const history = useRef<{ done: Done[]; undone: Done[] }>({ done: [], undone: [] });
  const seen = useMemo(() => new Map(known.seen).get(client.current) ?? 0, [known]);
  const form = inForm ? store.ancestor(id, "form") : undefined;
  const held = form !== undefined && store.holding(form.id).some(([node]) => node === id);
  const waiting = useMemo(
    () => (steps.of === of ? steps.list.filter(({ number }) => number > seen) : []),
    [steps, of, seen],
  );
  const before = useRef(known);
  useEffect(() => {
    if (before.current === known) return;
    before.current = known;
    // What a form has sent is answered by any value that comes after it: the form may have been cleared.
    if (inForm && !held) setSteps({ of, list: [] });
  }, [known, inForm, held, of]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other data have another past
  useEffect(() => {
    history.current = { done: [], undone: [] };
  }, [of]);

  const changes = useMemo(
    () => waiting.reduce((made, { op }) => after(made, op), changesOf(known)),
    [known, waiting],
  );
  const now = useRef(changes);
  now.current = changes;
  const pending = useRef(waiting);
  pending.current = waiting;

  const message = useCallback(
    (list: readonly Step[]): Sent => {
      const told = known.cells.length + known.added.length + known.deleted.length;
      return [of, client.current, list.map(({ number, op }) => [number, ...op]), told > TOLD ? null : known];
    },
    [of, known],
  );
  // A value from the server has taken the place of what a form was to send: what is not sent yet is held back again.
  useEffect(() => {
    if (inForm && waiting.length > 0 && held && value === props.value) send(message(waiting));
  }, [inForm, held, waiting, value, props.value, send, message]);

  const run = useCallback(
    (ops: readonly Op[]): readonly Op[] => {
      const back: Op[] = [];
      let made: Changes = now.current;
      const list = [...pending.current];
      for (const op of ops) {
        back.unshift(...inverse(made, op));
        made = after(made, op);
        count.current += 1;
        list.push({ number: count.current, op });
      }
      now.current = made;
      pending.current = list;
      setSteps({ of, list });
      send(message(list));
      return back;
    },
    [of, send, message],
  );
  const act = useCallback(
    (ops: readonly Op[]) => {
      if (ops.length === 0) return;
      const { done } = history.current;
      done.push({ ops, back: run(ops) });
      if (done.length > UNDONE) done.shift();
      history.current.undone = [];
    },
    [run],
  );

  const { added, deleted } = changes;
  const ids = added.map(([each]) => each).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are others only if these are
  const sources = useMemo(
    () => (base === undefined ? undefined : sourcesOf(base, changes)),
    [base, ids, [...deleted].join()],
  );
  const table = useMemo(
    () => (base === undefined ? undefined : editedTable(base, changes, sources)),
    [base, changes, sources],
  );
  const rows = props.rows;
  const editing = useMemo((): Editing => {
    const byName = new Map(rules.map((rule) => [rule.column, rule]));
    const row = (source: number): Row | undefined =>
      source < 0 ? undefined : source < rows ? source : now.current.added[source - rows]?.[0];
    const defaults = rules
      .filter((rule) => rule.default !== null)
      .map((rule) => [rule.column, rule.default] as const);
    return {
      ruleOf: (name) => byName.get(name),
      add: !props.disabled && (mode === "dynamic" || mode === "add"),
      remove: !props.disabled && (mode === "dynamic" || mode === "delete"),
      set: (cells) => {
        const byRow = new Map<Row, [string, Value][]>();
        for (const { source, name, value } of cells) {
          const target = row(source);
          if (target === undefined) continue;
          byRow.set(target, [...(byRow.get(target) ?? []), [name, value]]);
        }
        act([...byRow].map(([target, values]) => ["set", target, values]));
      },
      addRows: (more) =>
        act(
          more.map((cells) => {
            const own = new Map<string, Value>([...defaults, ...cells]);
            return ["add", `${client.current}${Math.random().toString(36).slice(2, 10)}`, [...own], null];
          }),
        ),
      deleteRows: (which) => {
        const targets = which.map(row).filter((target) => target !== undefined);
        if (targets.length > 0) act([["delete", targets]]);
      },
      undo: () => {
        const last = history.current.done.pop();
        if (last === undefined) return false;
        run(last.back);
        history.current.undone.push(last);
        return true;
      },
      redo: () => {
        const next = history.current.undone.pop();
        if (next === undefined) return false;
        history.current.done.push({ ops: next.ops, back: run(next.ops) });
        return true;
      },
    };
  }, [rules, rows, mode, props.disabled, act, run]);
  return [table, editing];
}
