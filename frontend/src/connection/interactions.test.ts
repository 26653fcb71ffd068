import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Operation } from "../protocol.gen";
import { ROOT, Store } from "../store/store";
import { Interactions } from "./interactions";

function setUp() {
  const store = new Store();
  const ops: Operation[] = [
    ["insert", 1, ROOT, 0, "main", {}],
    ["insert", 10, 1, 0, "checkbox", { label: "a" }],
    ["insert", 11, 1, 10, "button", { label: "b" }],
    ["insert", 20, 1, 11, "form", {}],
    ["insert", 21, 20, 0, "checkbox", { label: "c" }],
    ["insert", 22, 20, 21, "checkbox", { label: "d" }],
    ["insert", 23, 20, 22, "form_submit_button", { label: "Send" }],
  ];
  store.apply(["batch", 1, ops, null, null, [], false, null]);
  const sent: unknown[] = [];
  const interactions = new Interactions(store, (changes, trigger) => sent.push([changes, trigger]));
  return { store, interactions, sent };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a change is shown and sent at once", () => {
  const { store, interactions, sent } = setUp();
  interactions.change(10, true);
  expect(store.value(10)).toBe(true);
  expect(sent).toEqual([[[[10, true]], false]]);
});

test("a drag is shown at once and sent when it rests", () => {
  const { store, interactions, sent } = setUp();
  interactions.change(10, 1, 100);
  vi.advanceTimersByTime(60);
  interactions.change(10, 2, 100);
  vi.advanceTimersByTime(60);
  expect([store.value(10), sent]).toEqual([2, []]);
  vi.advanceTimersByTime(60);
  expect(sent).toEqual([[[[10, 2]], false]]);
});

test("a press sends first what would be sent soon", () => {
  const { interactions, sent } = setUp();
  interactions.change(10, 5, 100);
  interactions.fire(11);
  vi.advanceTimersByTime(500);
  expect(sent).toEqual([
    [[[10, 5]], false],
    [[[11, true]], true],
  ]);
});

test("a form's changes wait for its submit and go in one message with it", () => {
  const { interactions, sent, store } = setUp();
  interactions.change(22, true);
  interactions.change(21, true);
  expect(sent).toEqual([]);
  interactions.fire(23);
  expect(sent).toEqual([
    [
      [
        [21, true],
        [22, true],
        [23, true],
      ],
      true,
    ],
  ]);
  expect(store.holding(20)).toEqual([]);
});

test("Enter in a form presses its first submit button, unless that is disabled", () => {
  const { interactions, sent, store } = setUp();
  expect(interactions.submitFormOf(10)).toBe(false);
  expect(interactions.submitFormOf(21)).toBe(true);
  expect(sent).toEqual([[[[23, true]], true]]);
  store.apply(["batch", 2, [["set", 23, { disabled: true }]], null, null, [], false, null]);
  expect(interactions.submitFormOf(21)).toBe(false);
});

test("what a form holds back is told for the address if the widget is bound, and not after it was sent", () => {
  const { store, sent } = setUp();
  const filled: unknown[] = [];
  const interactions = new Interactions(
    store,
    (changes, trigger) => sent.push([changes, trigger]),
    (changes) => filled.push(...changes),
  );
  store.apply(["batch", 2, [["set", 21, { bind: "query-params" }]], null, null, [], false, null]);
  interactions.change(21, true);
  interactions.change(22, true);
  expect([filled, sent]).toEqual([[[21, true]], []]);
  interactions.change(21, 1, 100);
  interactions.change(21, 2, 100);
  vi.advanceTimersByTime(100);
  expect(filled).toEqual([
    [21, true],
    [21, 2],
  ]);
  interactions.change(21, 3, 100);
  interactions.fire(23);
  vi.advanceTimersByTime(100);
  expect(filled.length).toBe(2);
});
