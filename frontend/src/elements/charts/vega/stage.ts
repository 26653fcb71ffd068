/** A chart on the page: draws it, and changes as little of it as it can when what it shows changes. */

import type { Changeset, Item, Spec as VegaSpec, View } from "vega";
import type { Config, TopLevelSpec } from "vega-lite";
import { overlap, type Row, type Rows } from "../rows";
import type { Vega } from "../vega";
import { dated } from "./dates";
import { ownLook, pageLook, withPageColors } from "./look";
import { equal, reported, restored, type Selection } from "./selection";
import {
  adapts,
  fitting,
  isSingle,
  type ParamKind,
  params,
  type Size,
  type Spec,
  sized,
  withValues,
} from "./spec";

/** A table of a chart, or data that is no table. */
export type Source =
  | { readonly name: string; readonly rows: Rows }
  | { readonly name: string; readonly json: unknown };

export interface Shown {
  /** The specification as JSON. */
  readonly spec: string;
  readonly sources: readonly Source[];
  readonly themed: boolean;
  /** Light or dark: another one is another drawing. */
  readonly scheme: string;
  readonly size: Size;
  /** What is selected by the parameters that the app gets. */
  readonly value: Selection | null;
  /** These parameters. */
  readonly selections: readonly string[];
  readonly label: string;
}

export interface Events {
  readonly onSelect: (value: Selection | null) => void;
  readonly onTip: (tip: { readonly x: number; readonly y: number; readonly value: unknown } | null) => void;
  readonly onDrawn: () => void;
  /** Data that the chart asks for by its address could not be loaded. */
  readonly onMissing: (address: string) => void;
  readonly onError: (error: unknown) => void;
}

/** From so many rows on a chart is drawn as one picture: a browser is slow with so many parts. */
const MANY = 3000;

interface Drawn {
  readonly shown: Shown;
  readonly view: View;
  readonly box: HTMLElement;
  readonly kinds: ReadonlyMap<string, ParamKind>;
  readonly single: boolean;
  readonly adapts: boolean;
  /** The specification as the app has written it. */
  readonly written: Spec;
  /** The same with formats of dates. */
  readonly dated: Spec;
  readonly tables: Map<string, Held>;
}

/** The rows of a table that a view has. */
interface Held {
  readonly parse: Readonly<Record<string, string>>;
  rows: readonly Row[];
  /** The same rows as the view has them: it changes its own. */
  own: object[];
}

export class Stage {
  private drawn: Drawn | undefined;
  private wanted: Shown | undefined;
  private busy = false;
  private ended = false;
  /** What is selected, as the app knows it or will know it soon. */
  private known: Selection | null = null;

  constructor(
    private readonly vega: Vega,
    private readonly element: HTMLElement,
    private readonly events: Events,
  ) {}

  /** Show this, at once or when what is being drawn is finished. */
  show(shown: Shown): void {
    this.wanted = shown;
    if (!this.busy) void this.work();
  }

  end(): void {
    this.ended = true;
    this.drawn?.view.finalize();
    this.drawn?.box.remove();
  }

  get view(): View | undefined {
    return this.drawn?.view;
  }

  private async work(): Promise<void> {
    this.busy = true;
    try {
      while (this.wanted !== undefined && !this.ended) {
        const shown = this.wanted;
        this.wanted = undefined;
        await this.next(shown);
      }
    } catch (error) {
      if (!this.ended) this.events.onError(error);
    } finally {
      this.busy = false;
    }
  }

  private async next(shown: Shown): Promise<void> {
    const { drawn } = this;
    if (drawn === undefined || this.isOther(drawn, shown)) return this.draw(shown);
    for (const source of shown.sources) {
      const held = drawn.tables.get(source.name);
      if (held !== undefined && "rows" in source) this.put(drawn.view, source.name, held, source.rows.rows);
    }
    const { width, height } = shown.size;
    if (width !== undefined && width !== drawn.shown.size.width) drawn.view.width(width);
    if (height !== undefined && height !== drawn.shown.size.height) drawn.view.height(height);
    this.drawn = { ...drawn, shown };
    await run(drawn);
    if (!this.ended) this.events.onDrawn();
  }

  /** Whether what is shown needs another drawing, and not only other rows or another size of the one that is there. */
  private isOther(drawn: Drawn, shown: Shown): boolean {
    const before = drawn.shown;
    if (
      before.spec !== shown.spec ||
      before.themed !== shown.themed ||
      before.scheme !== shown.scheme ||
      before.label !== shown.label ||
      !equal(shown.value, this.known)
    )
      return true;
    if ((before.size.width === undefined) !== (shown.size.width === undefined)) return true;
    if ((before.size.height === undefined) !== (shown.size.height === undefined)) return true;
    if (!drawn.single && !equal(before.size, shown.size)) return true;
    if (before.sources.length !== shown.sources.length) return true;
    // Other rows may have dates that need another format.
    if (drawn.dated !== drawn.written && !equal(this.dated(drawn.written, shown), drawn.dated)) return true;
    return shown.sources.some((source, i) => {
      const old = before.sources[i] as Source;
      if (old.name !== source.name || "json" in old !== "json" in source) return true;
      return "json" in source && "json" in old && source.json !== old.json;
    });
  }

  private dated(written: Spec, shown: Shown): Spec {
    const tables = shown.sources.flatMap((source) => ("rows" in source ? [source.rows] : []));
    return dated(written, tables, this.vega.unitFormat);
  }

  private put(view: View, name: string, held: Held, rows: readonly Row[]): void {
    if (rows === held.rows) return;
    const { dropped, kept } = overlap(held.rows, rows);
    const added = this.converted(rows.slice(kept), held.parse);
    const gone = new Set([...held.own.slice(0, dropped), ...held.own.slice(dropped + kept)]);
    if (gone.size > 0 || added.length > 0) {
      const change: Changeset = this.vega.changeset().insert(added);
      if (gone.size > 0) change.remove((row: object) => gone.has(row));
      view.change(name, change);
    }
    held.own = [...held.own.slice(dropped, dropped + kept), ...added];
    held.rows = rows;
  }

  private converted(rows: readonly Row[], parse: Readonly<Record<string, string>>): object[] {
    const own = rows.map((row) => ({ ...row }));
    return Object.keys(parse).length === 0 ? own : this.vega.converted(own, parse);
  }

  private async draw(shown: Shown): Promise<void> {
    const { drawn: before } = this;
    const written = JSON.parse(shown.spec) as Spec;
    const dated = this.dated(written, shown);
    const spec = shown.themed ? fitting(withPageColors(dated, this.element)) : dated;
    const kinds = params(spec);
    const values = new Map<string, unknown>();
    const ranges = new Map<string, unknown>();
    // What people have changed stays, in another drawing of the same parameters. What the app knows is newer.
    if (before !== undefined)
      for (const [name, kind] of before.kinds)
        if (kinds.get(name) === kind) {
          const value = signal(before.view, name);
          if (kind === "value") values.set(name, value);
          else {
            const selected = reported(value, NONE);
            if (selected !== undefined) (kind === "scales" ? ranges : values).set(name, selected);
          }
        }
    const clocks = clocksOf(shown.sources);
    for (const name of shown.selections) {
      const value = restored(shown.value?.[name], clocks);
      const into = kinds.get(name) === "scales" ? ranges : values;
      if (value === undefined) into.delete(name);
      else into.set(name, value);
    }
    const dark = shown.scheme === "dark";
    const config = shown.themed ? pageLook(this.element, dark) : ownLook(this.element, dark, spec);
    const rows = shown.sources.reduce((sum, each) => sum + ("rows" in each ? each.rows.rows.length : 0), 0);
    const renderer = rows > MANY ? "canvas" : "svg";
    const single = isSingle(spec);
    let { size } = shown;
    for (let attempt = 0; ; attempt++) {
      const full = withValues(withJson(sized(spec, size), shown.sources), values);
      const compiled = this.vega.compile(full as unknown as TopLevelSpec, config as Config);
      const next = this.open(compiled, shown, {
        kinds,
        single,
        adapts: adapts(spec),
        written,
        dated,
        renderer,
      });
      await run(next);
      if (ranges.size > 0) {
        setRanges(next.view, ranges); // what follows from a change is not seen before the first drawing
        await next.view.runAsync();
      }
      if (this.ended) {
        next.view.finalize();
        next.box.remove();
        return;
      }
      // Charts side by side share a width, and nobody knows before how much of it their axes need.
      const over = single || size.width === undefined ? 0 : widthOf(next.box) - (shown.size.width ?? 0);
      if (Math.abs(over) > 1 && attempt < 2 && size.width !== undefined && size.width - over > 80) {
        size = { ...size, width: size.width - over };
        next.view.finalize();
        next.box.remove();
        continue;
      }
      before?.view.finalize();
      before?.box.remove();
      next.box.style.cssText = "";
      this.drawn = next;
      this.known = shown.value;
      this.listen(next, clocks);
      this.events.onDrawn();
      return;
    }
  }

  /** A view in a box that is not visible yet: the old one stays until this is drawn. */
  private open(
    compiled: VegaSpec,
    shown: Shown,
    {
      renderer,
      ...about
    }: Omit<Drawn, "shown" | "view" | "box" | "tables"> & { readonly renderer: "svg" | "canvas" },
  ): Drawn {
    const box = document.createElement("div");
    box.style.cssText = "position:absolute;visibility:hidden;inset:0 auto auto 0";
    this.element.append(box);
    const loader = this.vega.loader();
    const load = loader.load.bind(loader);
    loader.load = (address, options) =>
      load(address, options).catch((error: unknown) => {
        this.events.onMissing(address);
        throw error;
      });
    const view = this.vega.open(compiled, box, renderer, loader);
    view.tooltip((_handler: unknown, event: MouseEvent, _item: Item, value: unknown) => {
      const { left, top } = this.element.getBoundingClientRect();
      const empty = value === null || value === undefined || value === "";
      this.events.onTip(empty ? null : { x: event.clientX - left, y: event.clientY - top, value });
    });
    const tables = new Map<string, Held>();
    for (const source of shown.sources) {
      const data = compiled.data?.find((each) => each.name === source.name);
      if (data === undefined || !("rows" in source)) continue;
      const parse = (data as { format?: { parse?: unknown } }).format?.parse;
      const held: Held = {
        parse: typeof parse === "object" && parse !== null ? { ...parse } : {},
        rows: [],
        own: [],
      };
      this.put(view, source.name, held, source.rows.rows);
      tables.set(source.name, held);
    }
    const drawing = box.querySelector("svg, canvas");
    drawing?.setAttribute("role", "img");
    drawing?.setAttribute("aria-label", shown.label);
    return { shown, view, box, tables, ...about };
  }

  private listen({ view, shown }: Drawn, clocks: ReadonlySet<string>): void {
    for (const name of shown.selections) {
      try {
        view.addSignalListener(name, (_name: string, value: unknown) => {
          const next: Record<string, unknown> = { ...this.known };
          const selected = reported(value, clocks);
          if (selected === undefined) delete next[name];
          else next[name] = selected;
          const all = Object.keys(next).length > 0 ? next : null;
          if (equal(all, this.known)) return;
          this.known = all;
          this.events.onSelect(all);
        });
      } catch {
        // A selection that no drawing uses has no signal, and nobody can select anything by it.
      }
    }
  }
}

/** Draw what has changed. */
async function run({ view, adapts }: Drawn): Promise<void> {
  await view.runAsync();
  if (!adapts) return;
  view.resize(); // now it is known how the labels lie, and so how much room they leave
  await view.runAsync();
}

const NONE: ReadonlySet<string> = new Set();

function clocksOf(sources: readonly Source[]): ReadonlySet<string> {
  return new Set(sources.flatMap((source) => ("rows" in source ? [...source.rows.clocks] : [])));
}

function withJson(spec: Spec, sources: readonly Source[]): Spec {
  const plain = sources.filter((source) => "json" in source);
  if (plain.length === 0) return spec;
  return {
    ...spec,
    datasets: Object.fromEntries(plain.map(({ name, json }) => [name, structuredClone(json)])),
  };
}

function signal(view: View, name: string): unknown {
  try {
    return view.signal(name);
  } catch {
    return undefined; // there is none in what Vega has made of the specification
  }
}

/** Set the ranges of axes that are zoomed: by parameter, the range of each field. */
function setRanges(view: View, ranges: ReadonlyMap<string, unknown>): void {
  for (const [name, fields] of ranges)
    for (const [field, range] of Object.entries(fields as Record<string, unknown>))
      trySignal(view, `${name}_${field.replace(/\W/g, "_")}`, range);
}

function trySignal(view: View, name: string, value: unknown): void {
  try {
    view.signal(name, value);
  } catch {
    // Vega names it otherwise, as in charts of several parts: the axis starts from its whole range again.
  }
}

function widthOf(box: HTMLElement): number {
  const drawing = box.querySelector("svg, canvas");
  return drawing === null ? 0 : Math.ceil(drawing.getBoundingClientRect().width);
}
