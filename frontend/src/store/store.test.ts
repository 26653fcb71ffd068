import { expect, test, vi } from "vitest";
import type { BatchMessage, Operation } from "../protocol.gen";
import { ROOT, Store } from "./store";

// The store knows no React: an import of it would fail here.
vi.mock("react", () => {
  throw new Error("the store must not import React");
});

function batch(
  ops: readonly Operation[],
  rest: Partial<{ stale: number[]; reset: boolean }> = {},
): BatchMessage {
  return ["batch", 1, ops, null, rest.stale ?? null, [], rest.reset ?? false, null];
}

function setUp(...ops: Operation[]) {
  const reports: string[] = [];
  const store = new Store(
    () => {},
    (what) => reports.push(what),
  );
  store.apply(batch([["insert", 1, ROOT, 0, "main", {}], ...ops]));
  return { store, reports };
}

const checkbox = (id: number, parent = 1, after = 0, props = {}): Operation => [
  "insert",
  id,
  parent,
  after,
  "checkbox",
  { label: "On", ...props },
];

test("an inserted node has the defaults that the wire leaves out", () => {
  const { store } = setUp(checkbox(10));
  expect(store.node(10)?.props).toMatchObject({ label: "On", value: false, disabled: false, help: null });
});

test("nodes stand behind the sibling they were put behind", () => {
  const { store } = setUp(checkbox(10), checkbox(11, 1, 10), checkbox(12, 1, 10), checkbox(13, 1, 0));
  expect(store.node(1)?.children).toEqual([13, 10, 12, 11]);
});

test("set changes some properties and leaves the others", () => {
  const { store } = setUp(checkbox(10));
  const before = store.node(10);
  store.apply(batch([["set", 10, { help: "why" }]]));
  expect(store.node(10)?.props).toMatchObject({ label: "On", help: "why" });
  expect(before?.props.help).toBeNull();
});

test("append adds to the end of a text", () => {
  const { store } = setUp(checkbox(10));
  store.apply(batch([["append", 10, "label", " and off"]]));
  expect(store.node(10)?.props.label).toBe("On and off");
});

test("remove takes the subtree along", () => {
  const { store } = setUp(["insert", 10, 1, 0, "container", {}], checkbox(11, 10), checkbox(12, 1, 10));
  store.apply(batch([["remove", [10]]]));
  expect([store.node(10), store.node(11)]).toEqual([undefined, undefined]);
  expect(store.node(1)?.children).toEqual([12]);
});

test("order gives the children in a new order", () => {
  const { store, reports } = setUp(checkbox(10), checkbox(11), checkbox(12));
  store.apply(batch([["order", 1, [10, 12, 11]]]));
  expect(store.node(1)?.children).toEqual([10, 12, 11]);
  expect(reports).toEqual([]);
});

test("a set on one of a thousand nodes tells one listener", () => {
  const { store } = setUp(...Array.from({ length: 1000 }, (_, i) => checkbox(10 + i)));
  const told: number[] = [];
  for (let id = 0; id < 1010; id += 1) store.subscribe(id, () => told.push(id));
  store.apply(batch([["set", 500, { label: "Off" }]]));
  expect(told).toEqual([500]);
});

test("an insert tells its container and nobody else", () => {
  const { store } = setUp(checkbox(10), checkbox(11));
  const told: number[] = [];
  for (const id of [0, 1, 10, 11]) store.subscribe(id, () => told.push(id));
  store.apply(batch([checkbox(12)]));
  expect(told).toEqual([1]);
});

test("listeners hear of a batch when all of it is done", () => {
  const { store } = setUp(checkbox(10));
  const seen: unknown[] = [];
  store.subscribe(10, () => seen.push(store.node(11)?.props.label));
  store.apply(batch([["set", 10, { label: "a" }], checkbox(11), ["set", 11, { label: "b" }]]));
  expect(seen).toEqual(["b"]);
});

const malformed: readonly (readonly [string, Operation])[] = [
  ["an unknown container", checkbox(20, 99)],
  ["there already", checkbox(10)],
  ["unknown sibling", checkbox(20, 1, 99)],
  ["set on an unknown node", ["set", 99, {}]],
  ["append to an unknown node", ["append", 99, "label", "x"]],
  ["no text", ["append", 10, "value", "x"]],
  ["remove of an unknown node", ["remove", [99]]],
  ["remove of an unknown node", ["remove", [ROOT]]],
  ["order of an unknown container", ["order", 99, []]],
  ["order does not match", ["order", 1, [99]]],
  ["unknown operation", ["paint", 10] as unknown as Operation],
  ["none", null as unknown as Operation],
];

test.each(malformed)("%s is reported, and the rest of the batch is done", (what, op) => {
  const { store, reports } = setUp(checkbox(10));
  store.apply(batch([op, ["set", 10, { help: "still here" }]]));
  expect(reports.join()).toContain(what);
  expect(store.node(10)?.props.help).toBe("still here");
  expect(store.node(1)?.children).toContain(10);
});

test("a rebuilt page keeps the objects of nodes that are the same", () => {
  const { store } = setUp(checkbox(10), checkbox(11));
  const before = [store.node(10), store.node(11)];
  const told: number[] = [];
  for (const id of [1, 10, 11]) store.subscribe(id, () => told.push(id));
  const ops: Operation[] = [
    ["insert", 1, ROOT, 0, "main", {}],
    checkbox(10),
    checkbox(11, 1, 0, { help: "new" }),
  ];
  store.apply(batch(ops, { reset: true }));
  expect(store.node(10)).toBe(before[0]);
  expect(store.node(11)).not.toBe(before[1]);
  expect(told).toEqual([11]);
});

test("a rebuilt page lacks what the server no longer has, and says so", () => {
  const { store } = setUp(checkbox(10), checkbox(11));
  const gone = vi.fn();
  store.subscribe(11, gone);
  store.apply(batch([["insert", 1, ROOT, 0, "main", {}], checkbox(10)], { reset: true }));
  expect(store.node(11)).toBeUndefined();
  expect(gone).toHaveBeenCalledOnce();
});

test("what is entered shows at once, until the server says otherwise", () => {
  const { store } = setUp(checkbox(10));
  store.enter(10, true);
  expect(store.value(10)).toBe(true);
  store.apply(batch([["set", 10, { label: "Other" }]]));
  expect(store.value(10)).toBe(true);
  store.apply(batch([["set", 10, { value: false }]]));
  expect(store.value(10)).toBe(false);
});

test("a rebuilt page forgets what an earlier connection was told, and keeps what the later one is about to hear", () => {
  const { store } = setUp(checkbox(10), checkbox(11));
  store.enter(10, true);
  store.newEpoch();
  store.enter(11, true);
  const ops: Operation[] = [["insert", 1, ROOT, 0, "main", {}], checkbox(11), checkbox(10)];
  store.apply(batch(ops, { reset: true }));
  expect([store.value(10), store.value(11)]).toEqual([false, true]);
});

test("what a form holds back outlives a lost connection", () => {
  const { store } = setUp(["insert", 10, 1, 0, "form", {}], checkbox(11, 10));
  store.enter(11, true);
  store.hold(10, 11);
  store.newEpoch();
  const ops: Operation[] = [
    ["insert", 1, ROOT, 0, "main", {}],
    ["insert", 10, 1, 0, "form", {}],
    checkbox(11, 10),
  ];
  store.apply(batch(ops, { reset: true }));
  expect(store.holding(10)).toEqual([[11, true]]);
});

test("only nodes that become stale or fresh hear of it", () => {
  const { store } = setUp(checkbox(10), checkbox(11), checkbox(12));
  store.apply(batch([], { stale: [10, 11] }));
  const told: number[] = [];
  for (const id of [10, 11, 12]) store.subscribe(id, () => told.push(id));
  store.apply(batch([], { stale: [11, 12] }));
  expect(told.sort()).toEqual([10, 12]);
  expect([10, 11, 12].map((id) => store.isStale(id))).toEqual([false, true, true]);
});

test("ten thousand nodes come in without long lists being copied for each", () => {
  const { store } = setUp(
    ...Array.from({ length: 10_000 }, (_, i) => checkbox(10 + i, 1, i === 0 ? 0 : 9 + i)),
  );
  expect(store.node(1)?.children.length).toBe(10_000);
  expect(store.node(1)?.children.at(-1)).toBe(10_009);
});
