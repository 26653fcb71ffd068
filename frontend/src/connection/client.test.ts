// @vitest-environment jsdom

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Operation, ServerMessage } from "../protocol.gen";
import { ROOT, Store } from "../store/store";
import { Client, type Problem } from "./client";
import { FakeSocket, last } from "./testing";

const page: Operation[] = [
  ["insert", 1, ROOT, 0, "main", {}],
  ["insert", 10, 1, 0, "checkbox", { label: "On" }],
];
const batch = (seq: number, ops: Operation[], reset = false): ServerMessage => [
  "batch",
  seq,
  ops,
  null,
  null,
  [],
  reset,
  null,
];

let client: Client;
function start() {
  const store = new Store();
  const problems: Problem[] = [];
  client = new Client({
    store,
    url: "ws://server/_treadle/ws",
    address: () => ["/sales", "?year=2026"],
    info: () => ({
      timezone: "UTC",
      timezone_offset: 0,
      locale: "en",
      url: "u",
      theme: "dark",
      embedded: false,
    }),
    onProblem: (problem) => problems.push(problem),
    connect: (url) => new FakeSocket(url) as unknown as WebSocket,
  });
  client.start();
  return { store, problems };
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  sessionStorage.clear();
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

test("it opens with the page's address and no session", () => {
  start();
  last().open();
  const message = last().sent[0];
  expect(message?.slice(0, 5)).toEqual(["open", 1, null, "/sales", "?year=2026"]);
  expect(message?.[6]).toBe(false);
});

test("it asks for the session that the tab had before", () => {
  sessionStorage.setItem("treadle.session", "old");
  start();
  last().open();
  expect(last().sent[0]?.slice(2, 3)).toEqual(["old"]);
  // The page was loaded again: what it shows has to be made again.
  expect(last().sent[0]?.[6]).toBe(false);
});

test("it remembers the session, applies each batch and acknowledges it", () => {
  const { store } = start();
  last()
    .greets("s1")
    .says(batch(7, page, true));
  expect(sessionStorage.getItem("treadle.session")).toBe("s1");
  expect(store.node(10)?.kind).toBe("checkbox");
  expect(last().sent.at(-1)).toEqual(["ack", 7]);
  expect(client.status).toBe("open");
});

test("it comes back, and says that it only lost its connection", () => {
  start();
  last().greets("s1");
  last().breaks();
  expect(client.status).toBe("lost");
  vi.advanceTimersByTime(250);
  expect(FakeSocket.all.length).toBe(2);
  last().open();
  expect(last().sent[0]?.[2]).toBe("s1");
  expect(last().sent[0]?.[6]).toBe(true);
});

test("it waits longer each time, and starts afresh once it was back", () => {
  start();
  const waits: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    last().breaks();
    const begun = Date.now();
    const had = FakeSocket.all.length;
    while (FakeSocket.all.length === had) vi.advanceTimersToNextTimer();
    waits.push(Date.now() - begun);
  }
  expect(waits[0]).toBeLessThanOrEqual(200);
  expect(waits[7]).toBeGreaterThanOrEqual(4000);
  expect(waits[7]).toBeLessThanOrEqual(8000);
  last().greets();
  last().breaks();
  vi.advanceTimersByTime(200);
  expect(FakeSocket.all.length).toBe(10);
});

test("it tries at once when the network is back or the page is looked at", () => {
  start();
  last().greets();
  last().breaks();
  window.dispatchEvent(new Event("online"));
  expect(FakeSocket.all.length).toBe(2);
  last().breaks();
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.all.length).toBe(3);
});

test("what is done without a connection is sent afterwards: newest values, every press", () => {
  start();
  last().greets();
  last().breaks();
  client.interact([[10, 1]]);
  client.interact([[10, 2]]);
  client.interact([[20, true]], true);
  client.interact([[20, true]], true);
  client.interact([[10, 3]]);
  vi.advanceTimersByTime(250);
  last().greets("s1", true);
  expect(last().sent.slice(1)).toEqual([
    ["interact", [[10, 2]], 1],
    ["interact", [[20, true]], 2],
    ["interact", [[20, true]], 3],
    ["interact", [[10, 3]], 4],
  ]);
});

test("what was lost on the way is sent again, what has arrived is not", () => {
  const { store } = start();
  last()
    .greets()
    .says(batch(1, page, true));
  client.interact([[20, true]], true);
  store.enter(10, true);
  client.interact([[10, true]]);
  last().breaks();
  vi.advanceTimersByTime(60_000);
  last()
    .greets("s1", true, 1)
    .says(batch(1, page, true));
  expect(last().sent.filter(([tag]) => tag === "interact")).toEqual([["interact", [[10, true]], 2]]);
  expect(store.value(10)).toBe(true);
  last().breaks();
  vi.advanceTimersByTime(60_000);
  last().greets("s1", true, 2);
  expect(last().tags).not.toContain("interact");
});

test("what was meant for a session that is gone is not sent to the next", () => {
  const { store } = start();
  last()
    .greets("s1")
    .says(batch(1, page, true));
  last().breaks();
  store.enter(10, true);
  client.interact([[10, true]]);
  vi.advanceTimersByTime(250);
  last()
    .greets("s2", false)
    .says(batch(1, page, true));
  expect(last().tags).toEqual(["open", "ack"]);
  expect(store.value(10)).toBe(false);
});

test("a page of another release is told so and does not try again", () => {
  const { problems } = start();
  last().open().says(["problem", "version", "Load the page again."]);
  last().breaks();
  vi.advanceTimersByTime(60_000);
  expect(client.status).toBe("outdated");
  expect(FakeSocket.all.length).toBe(1);
  expect(problems).toEqual([]);
});

test("half an emoji does not break the connection", () => {
  start();
  last().greets();
  client.interact([[10, "a\ud83d 🧵"]]);
  expect(last().sent.at(-1)).toEqual(["interact", [[10, "a\ufffd 🧵"]], 1]);
});

test("other problems are handed on", () => {
  const { problems } = start();
  last().greets().says(["problem", "refused", "Not a number."]);
  expect(problems).toEqual([{ code: "refused", message: "Not a number." }]);
});

test("a server that stops is waited for; a session that ended is not", () => {
  start();
  last().greets().says(["bye", "stopping"]);
  last().breaks();
  vi.advanceTimersByTime(250);
  expect(FakeSocket.all.length).toBe(2);
  last().greets("s1", true).says(["bye", "ended"]);
  last().breaks();
  vi.advanceTimersByTime(60_000);
  expect(client.status).toBe("ended");
  expect(sessionStorage.getItem("treadle.session")).toBeNull();
  expect(FakeSocket.all.length).toBe(2);
});

test("starting over ends the session and opens another", () => {
  start();
  last().greets("s1");
  client.startOver();
  expect(last().sent.at(-1)).toEqual(["end"]);
  last().says(["bye", "ended"]);
  expect(FakeSocket.all.length).toBe(2);
  last().open();
  expect(last().sent[0]?.slice(2, 3)).toEqual([null]);
});

test("a session that ended can be started again by hand", () => {
  start();
  last().greets().says(["bye", "ended"]);
  last().breaks();
  client.startOver();
  last().greets("s2");
  expect(client.status).toBe("open");
});

test("changed source is known until it is rerun", () => {
  start();
  last().greets().says(["source"]);
  expect(client.sourceChanged).toBe(true);
  client.rerun();
  expect(client.sourceChanged).toBe(false);
  expect(last().sent.at(-1)).toEqual(["rerun", null, null]);
});

test("of pages and addresses that are asked for without a connection, the last one follows", () => {
  start();
  last().greets();
  last().breaks();
  client.rerun("", "/yarns");
  client.goTo("looms", "a=1");
  vi.advanceTimersByTime(250);
  last().greets("s2", false);
  expect(last().sent.slice(1)).toEqual([["go_to", "looms", "a=1"]]);
  last().breaks();
  client.goTo("looms", "");
  client.rerun("", "/yarns");
  vi.advanceTimersByTime(60_000);
  last().greets("s2", true);
  expect(last().sent.slice(1)).toEqual([["rerun", "", "/yarns"]]);
});

test("a rerun that is asked for without a connection follows when it is back: one, and before presses", () => {
  start();
  last().greets().says(["source"]);
  last().breaks();
  client.rerun("?year=2025", "/looms");
  client.rerun();
  client.interact([[20, true]], true);
  vi.advanceTimersByTime(250);
  last().greets("s1", true);
  expect(last().sent.slice(1)).toEqual([
    ["rerun", "?year=2025", "/looms"],
    ["interact", [[20, true]], 1],
  ]);
  last().breaks();
  vi.advanceTimersByTime(60_000);
  last().greets("s1", true, 1);
  expect(last().tags).toEqual(["open"]);
});

test("a choice to always rerun holds for the session that follows, which needs no other rerun", () => {
  start();
  last().greets();
  last().breaks();
  client.alwaysRerun(false);
  client.alwaysRerun(true);
  client.rerun();
  vi.advanceTimersByTime(250);
  last().greets("s2", false);
  expect(last().sent.slice(1)).toEqual([["always_rerun", true]]);
});

test("threads are watched on every connection until they are not, and news that come late are dropped", () => {
  start();
  client.watchThreads([]); // there is no connection yet
  last().greets();
  expect(last().sent.at(-1)).toEqual(["watch_threads", true, []]);
  last().says(["threads", "s1", 12.5, [], 0]);
  expect(client.threads?.message[2]).toBe(12.5);
  client.watchThreads(["x1"]);
  expect(last().sent.at(-1)).toEqual(["watch_threads", true, ["x1"]]);
  last().breaks();
  vi.advanceTimersByTime(250);
  last().greets("s1", true);
  expect(last().sent.at(-1)).toEqual(["watch_threads", true, ["x1"]]);
  client.watchThreads(null);
  client.watchThreads(null);
  expect(last().tags.filter((tag) => tag === "watch_threads").length).toBe(2);
  last().says(["threads", "s1", 13, [], 0]);
  expect(client.threads).toBeNull();
});

test("a thread is stopped by its number", () => {
  start();
  last().greets();
  client.stopThread(7);
  expect(last().sent.at(-1)).toEqual(["stop_thread", 7]);
});

test("a stall is shown, and what was pressed in it is sent again on another connection", () => {
  start();
  last().greets();
  client.interact([[10, true]], true);
  expect(last().pings).toBe(1);
  last().says(["pong", 1]);
  client.interact([[11, true]], true);
  client.interact([[12, true]], true);
  vi.advanceTimersByTime(5_000);
  expect(client.status).toBe("stalled");
  vi.advanceTimersByTime(15_000);
  last().greets("s1", true, 2);
  expect(client.status).toBe("open");
  expect(last().sent.filter(([tag]) => tag === "interact")).toEqual([["interact", [[12, true]], 3]]);
});

test("a stall that ends was none", () => {
  start();
  last().greets();
  client.interact([[10, true]], true);
  vi.advanceTimersByTime(5_000);
  expect(client.status).toBe("stalled");
  last().says(["pong", 1]);
  expect(client.status).toBe("open");
});
