import {
  type BatchMessage,
  DEFAULTS,
  type Effect,
  type Kind,
  type Operation,
  type Props,
  type RunState,
} from "../protocol.gen";
import { equal } from "./equal";
import { type Topic, Topics } from "./topics";

/** One container or element. Nodes are never changed, only replaced, so a component can compare by identity. */
export interface Node<P = Readonly<Record<string, unknown>>> {
  readonly id: number;
  readonly kind: string;
  readonly parent: number;
  readonly props: P;
  readonly children: readonly number[];
}

export type NodeOf<K extends Kind> = Node<Props<K>>;

export const ROOT = 0;
export const MAIN = 1;
export const SIDEBAR = 2;
export const BOTTOM = 3;

const EMPTY: readonly number[] = [];

interface Local {
  readonly value: unknown;
  /** The connection it was entered on. A page that a later connection has built knows better. */
  readonly epoch: number;
}

/**
 * The page: nodes by id, what a person has entered, and what the session is doing. Knows no React.
 *
 * Each change tells only those who listen to what changed: a node's id, "run", or "form:<id>".
 */
export class Store {
  /** By node id, what a widget is known by in every session. */
  private known = new Map<number, string>();
  /** By node id, what a person has entered and the session has got, for the next session to know. */
  private kept = new Map<number, unknown>();
  /** By what a widget is known by: what was entered and no session has got, to be entered again when the widget is there. */
  private late = new Map<string, unknown>();
  private arrived: number[] = [];
  private nodes = new Map<number, Node>([[ROOT, fresh(ROOT, "page")]]);
  private locals = new Map<number, Local>();
  private held = new Map<number, Set<number>>();
  private stale: ReadonlySet<number> = new Set();
  private replaced: ReadonlySet<number> = new Set();
  private epoch = 0;
  private readonly topics = new Topics();
  /** What the session is doing; null until the server has said so. */
  run: RunState | null = null;

  constructor(
    private readonly onEffect: (effect: Effect) => void = () => {},
    private readonly onMalformed: (what: string, operation: unknown) => void = (what, operation) =>
      console.error(`Treadle: ${what}`, operation),
  ) {}

  subscribe = (topic: Topic, listener: () => void): (() => void) => this.topics.subscribe(topic, listener);

  node(id: number): Node | undefined {
    return this.nodes.get(id);
  }

  isStale(id: number): boolean {
    return this.stale.has(id);
  }

  /** Whether a new element stands in the place of this old one, which the run may still write again. */
  isReplaced(id: number): boolean {
    return this.replaced.has(id);
  }

  get size(): number {
    return this.nodes.size;
  }

  /** The nearest ancestor of a kind, or undefined. */
  ancestor(id: number, kind: string): Node | undefined {
    let node = this.nodes.get(id);
    while (node !== undefined && node.id !== ROOT) {
      node = this.nodes.get(node.parent);
      if (node?.kind === kind) return node;
    }
    return undefined;
  }

  /** The form that holds back what is entered into a widget. What is open of a container is never held back. */
  formOf(id: number): Node | undefined {
    return this.nodes.get(id)?.props.tracked === undefined ? this.ancestor(id, "form") : undefined;
  }

  /** Every node below a node, in page order. */
  *below(id: number): Generator<Node> {
    for (const child of this.nodes.get(id)?.children ?? EMPTY) {
      const node = this.nodes.get(child);
      if (node === undefined) continue;
      yield node;
      yield* this.below(child);
    }
  }

  // What a person has entered -----------------------------------------------------------------------------------

  /** A widget's value: what was entered here, else what the server knows. */
  value(id: number): unknown {
    const local = this.locals.get(id);
    return local === undefined ? this.nodes.get(id)?.props.value : local.value;
  }

  /** Show a value at once, before the server knows it. */
  enter(id: number, value: unknown): void {
    this.locals.set(id, { value, epoch: this.epoch });
    this.topics.notify([id]);
  }

  /** Keep a form's widget back until the form is submitted. */
  hold(form: number, id: number): void {
    const ids = this.held.get(form) ?? new Set();
    ids.add(id);
    this.held.set(form, ids);
    this.topics.notify([`form:${form}`]);
  }

  /** What a form holds back, in page order. */
  holding(form: number): [number, unknown][] {
    const ids = this.held.get(form);
    if (ids === undefined) return [];
    return [...this.below(form)]
      .filter((node) => ids.has(node.id))
      .map((node) => [node.id, this.value(node.id)]);
  }

  /** The form's widgets have been sent. */
  release(form: number): void {
    if (this.held.delete(form)) this.topics.notify([`form:${form}`]);
  }

  /** A connection was lost: what is entered from here on outlives the next rebuild of the page. */
  newEpoch(): void {
    this.epoch += 1;
  }

  /** What a person has entered was sent: it is to outlive the session. */
  keep(id: number, value: unknown): void {
    this.kept.set(id, value);
  }

  /** What a person has entered and the session has got: by what the widget is known, the value, and what it is called. */
  offers(): [by: string, value: unknown, called: string][] {
    const found: [string, unknown, string][] = [];
    for (const [id, sent] of this.kept) {
      const node = this.nodes.get(id);
      const by = this.known.get(id);
      if (node === undefined || by === undefined) continue;
      const value = this.isHeld(id) ? sent : this.value(id);
      const { label } = node.props;
      found.push([
        by,
        spelled(value, node.props.options),
        (typeof label === "string" ? label : node.kind).slice(0, 200),
      ]);
    }
    return found;
  }

  /** The session is another one, which was offered some values. What it has not got is entered again when its widget is there. */
  beginAgain(offered: ReadonlyMap<string, unknown>): void {
    const late = new Map<string, unknown>();
    for (const [by, value] of this.offers()) if (!equal(value, offered.get(by))) late.set(by, value);
    for (const ids of this.held.values()) {
      for (const id of ids) {
        const by = this.known.get(id);
        if (by !== undefined) late.set(by, spelled(this.value(id), this.nodes.get(id)?.props.options));
      }
    }
    this.forgetEntries();
    this.late = late;
  }

  /** What was entered again since the last time and is to be sent. What stands in a form waits for that. */
  enteredAgain(): [id: number, value: unknown][] {
    const changes: [number, unknown][] = [];
    for (const id of this.arrived.splice(0)) {
      const by = this.known.get(id);
      const node = this.nodes.get(id);
      if (by === undefined || node === undefined || !this.late.has(by)) continue;
      const value = unspelled(this.late.get(by), node.props.options);
      this.late.delete(by);
      const form = this.formOf(id);
      if (equal(value, node.props.value)) continue;
      this.enter(id, value);
      if (form !== undefined) this.hold(form.id, id);
      else changes.push([id, value]);
    }
    return changes;
  }

  /** The session is another one: nothing that was entered belongs to it. */
  forgetEntries(): void {
    this.kept.clear();
    this.late.clear();
    this.arrived = [];
    const ids = [...this.locals.keys()];
    const forms = [...this.held.keys()].map((form) => `form:${form}`);
    this.locals.clear();
    this.held.clear();
    this.topics.notify([...ids, ...forms]);
  }

  // What the server says ----------------------------------------------------------------------------------------

  apply([, , ops, run, stale, effects, reset, replaced]: BatchMessage): void {
    const changed = new Set<Topic>();
    if (reset) this.rebuild(ops, changed);
    else {
      const change = new Change(this.nodes, changed);
      for (const op of ops) this.operate(change, op);
    }
    if (run !== null) {
      this.run = run;
      changed.add("run");
    }
    if (stale !== null || reset) {
      const now = new Set(stale);
      difference(this.stale, now, changed);
      this.stale = now;
    }
    if (replaced !== null || reset) {
      const now = new Set(replaced);
      difference(this.replaced, now, changed);
      this.replaced = now;
    }
    this.topics.notify(changed);
    for (const effect of effects) this.onEffect(effect);
  }

  /** Build the page from nothing beside the old one and swap; a node that is the same keeps its object. */
  private rebuild(ops: readonly Operation[], changed: Set<Topic>): void {
    const before = this.nodes;
    this.known.clear();
    const after = new Map<number, Node>([[ROOT, fresh(ROOT, "page")]]);
    const change = new Change(after, new Set());
    for (const op of ops) this.operate(change, op);
    for (const [id, node] of after) {
      const old = before.get(id);
      if (old === undefined) changed.add(id);
      else if (old.kind === node.kind && old.parent === node.parent && equal(old.children, node.children)) {
        if (equal(old.props, node.props)) after.set(id, old);
        else changed.add(id);
      } else changed.add(id);
    }
    for (const id of before.keys()) if (!after.has(id)) changed.add(id);
    this.nodes = after;
    for (const id of this.kept.keys()) if (!after.has(id)) this.kept.delete(id);
    for (const [id, local] of this.locals) {
      if (!after.has(id) || (local.epoch < this.epoch && !this.isHeld(id))) {
        this.locals.delete(id);
        changed.add(id);
      }
    }
    for (const [form, ids] of this.held) {
      for (const id of ids) if (!after.has(id)) ids.delete(id);
      if (!after.has(form)) this.held.delete(form);
    }
  }

  private isHeld(id: number): boolean {
    for (const ids of this.held.values()) if (ids.has(id)) return true;
    return false;
  }

  /** Carry out one operation. One that makes no sense is reported and skipped: the rest of the page is still right. */
  private operate(change: Change, op: Operation): void {
    const { nodes, changed } = change;
    if (!Array.isArray(op)) return this.onMalformed("an operation that is none", op);
    switch (op[0]) {
      case "insert": {
        const [, id, parent, after, kind, props] = op;
        if (!nodes.has(parent)) return this.onMalformed("insert into an unknown container", op);
        if (nodes.has(id)) return this.onMalformed("insert of a node that is there already", op);
        const children = change.children(parent);
        const index = after === 0 ? 0 : children.lastIndexOf(after) + 1;
        if (index === 0 && after !== 0) {
          this.onMalformed("insert behind an unknown sibling; put last", op);
          children.push(id);
        } else children.splice(index, 0, id);
        nodes.set(id, { id, kind, parent, props: { ...DEFAULTS[kind], ...props }, children: [] });
        changed.add(id);
        return;
      }
      case "set": {
        const [, id, props] = op;
        const node = nodes.get(id);
        if (node === undefined) return this.onMalformed("set on an unknown node", op);
        nodes.set(id, { ...node, props: { ...node.props, ...props } });
        if ("value" in props) {
          this.forget(id);
          if (this.kept.has(id)) this.kept.set(id, props.value);
        }
        changed.add(id);
        return;
      }
      case "append": {
        const [, id, prop, text] = op;
        const node = nodes.get(id);
        if (node === undefined) return this.onMalformed("append to an unknown node", op);
        const before = node.props[prop];
        if (typeof before !== "string") return this.onMalformed("append to what is no text", op);
        nodes.set(id, { ...node, props: { ...node.props, [prop]: before + text } });
        changed.add(id);
        return;
      }
      case "patch": {
        const [, id, prop, items] = op;
        const node = nodes.get(id);
        if (node === undefined) return this.onMalformed("patch of an unknown node", op);
        const before = node.props[prop];
        if (!Array.isArray(before)) return this.onMalformed("patch of what is no list", op);
        const after = items.map((item) => (typeof item === "number" ? before[item] : item));
        if (after.includes(undefined)) return this.onMalformed("patch with an item that was not there", op);
        nodes.set(id, { ...node, props: { ...node.props, [prop]: after } });
        changed.add(id);
        return;
      }
      case "remove": {
        for (const id of op[1]) {
          const node = nodes.get(id);
          if (node === undefined || id === ROOT) {
            this.onMalformed("remove of an unknown node", op);
            continue;
          }
          const siblings = change.children(node.parent);
          siblings.splice(siblings.indexOf(id), 1);
          this.drop(change, node);
        }
        return;
      }
      case "order": {
        const [, parent, order] = op;
        if (!nodes.has(parent)) return this.onMalformed("order of an unknown container", op);
        const children = change.children(parent);
        const there = new Set(children);
        const known = new Set(order.filter((id) => there.has(id)));
        if (known.size !== order.length || known.size !== there.size) {
          this.onMalformed("order does not match the children", op);
        }
        children.splice(0, children.length, ...known, ...children.filter((id) => !known.has(id)));
        return;
      }
      case "known": {
        const [, id, by, entered] = op;
        const node = nodes.get(id);
        if (node === undefined) return this.onMalformed("a name for an unknown node", op);
        this.known.set(id, by);
        if (entered) this.kept.set(id, node.props.value);
        if (this.late.has(by)) this.arrived.push(id);
        return;
      }
      default:
        this.onMalformed("unknown operation", op);
    }
  }

  private drop(change: Change, node: Node): void {
    for (const id of node.children) {
      const child = change.nodes.get(id);
      if (child !== undefined) this.drop(change, child);
    }
    change.nodes.delete(node.id);
    change.changed.add(node.id);
    this.known.delete(node.id);
    this.kept.delete(node.id);
    this.forget(node.id);
    this.held.delete(node.id);
  }

  private forget(id: number): void {
    this.locals.delete(id);
    for (const ids of this.held.values()) ids.delete(id);
  }
}

/** A batch under way. A container's list of children is copied once a batch, however many it gets. */
class Change {
  private readonly own = new Set<number[]>();

  constructor(
    readonly nodes: Map<number, Node>,
    readonly changed: Set<Topic>,
  ) {}

  children(id: number): number[] {
    const node = this.nodes.get(id);
    if (node === undefined) return [];
    const had = node.children as number[];
    if (this.own.has(had)) return had;
    const children = [...had];
    this.own.add(children);
    this.nodes.set(id, { ...node, children });
    this.changed.add(id);
    return children;
  }
}

/** A value for another session: the order of options may be another there, so it names their labels. */
function spelled(value: unknown, options: unknown): unknown {
  if (!Array.isArray(options)) return value;
  if (Array.isArray(value)) return value.map((each) => spelled(each, options));
  return typeof value === "number" ? (options[value] ?? null) : value;
}

function unspelled(value: unknown, options: unknown): unknown {
  if (!Array.isArray(options)) return value;
  if (Array.isArray(value)) return value.map((each) => unspelled(each, options));
  const index = options.indexOf(value);
  return index < 0 ? value : index;
}

/** Add what only one of two sets has to a third. */
function difference(one: ReadonlySet<number>, other: ReadonlySet<number>, to: Set<Topic>): void {
  for (const id of one) if (!other.has(id)) to.add(id);
  for (const id of other) if (!one.has(id)) to.add(id);
}

function fresh(id: number, kind: string): Node {
  return { id, kind, parent: id, props: { ...DEFAULTS[kind] }, children: EMPTY };
}
