import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ThreadInfo } from "../../protocol.gen";
import { age, counts, grouped, kindWords, pieces, place, Ticker } from "./threads";

const thread = (some: Partial<ThreadInfo>): ThreadInfo => ({
  id: "x1",
  kind: "thread",
  name: "work",
  state: "running",
  session: "here",
  since: 1,
  where: null,
  inside: null,
  waits_for: null,
  locks: [],
  worker: null,
  run: 1,
  background: false,
  spawn: null,
  stack: null,
  stop: 1,
  why: null,
  ...some,
});

test.each([
  [-1, "0.0 s"],
  [0.05, "0.0 s"],
  [3.26, "3.2 s"],
  [9.99, "9.9 s"],
  [10, "10 s"],
  [59.9, "59 s"],
  [60, "1 min 0 s"],
  [3599, "59 min 59 s"],
  [3600, "1 h 0 min"],
  [172800, "2 days"],
])("an age of %s s is shown as %s", (seconds, text) => {
  expect(age(seconds)).toBe(text);
});

test("threads are grouped by whose they are, and this session is there even when it is quiet", () => {
  const groups = grouped(
    [
      thread({ id: "1", session: "other" }),
      thread({ id: "2", session: null, kind: "library" }),
      thread({ id: "3", session: null, kind: "server" }),
      thread({ id: "4", session: null, kind: "app" }),
    ],
    "here",
  );
  expect(groups.map(({ id, threads }) => [id, threads.map((each) => each.id)])).toEqual([
    ["here", []],
    ["elsewhere", ["1"]],
    ["app", ["4"]],
    ["treadle", ["3"]],
    ["library", ["2"]],
  ]);
});

test("a row keeps its place however the server orders them", () => {
  const all = [
    thread({ id: "a", since: 3 }),
    thread({ id: "b", since: 2 }),
    thread({ id: "c", kind: "timer", since: null }),
    thread({ id: "d", kind: "script", since: 9 }),
  ];
  const order = (some: readonly ThreadInfo[]) => grouped(some, "here")[0]?.threads.map((each) => each.id);
  expect(order(all)).toEqual(["d", "b", "a", "c"]);
  expect(order([...all].reverse())).toEqual(["d", "b", "a", "c"]);
});

test("counts leave out states that nothing is in", () => {
  const some = [thread({}), thread({}), thread({ state: "blocked" })];
  expect(counts(some)).toEqual([
    ["running", 2],
    ["blocked", 1],
  ]);
});

test("what kind of thing it is", () => {
  expect(kindWords(thread({ kind: "script", run: 3 }))).toBe("run 3");
  expect(kindWords(thread({ background: true }))).toBe("thread · background");
  expect(kindWords(thread({ kind: "job", worker: "pool_0" }))).toBe("pool_0");
  expect(kindWords(thread({ kind: "library" }))).toBe("");
});

test("a place is file, line and function", () => {
  const frame = { file: "app.py", line: 12, function: "work", code: "", app: true };
  expect(place(frame)).toBe("app.py:12 in work");
  expect(place({ ...frame, function: "" })).toBe("app.py:12");
});

test("names in a text stand between the others", () => {
  expect(pieces("the lock `a`, which b took")).toEqual(["the lock ", "a", ", which b took"]);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("one timer wakes all, and there is none when nobody listens", () => {
  const ticker = new Ticker(100);
  const one = vi.fn();
  const two = vi.fn();
  const stops = [ticker.subscribe(one), ticker.subscribe(two)];
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(100);
  expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 1]);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});
