// @vitest-environment jsdom

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Operation, ServerMessage } from "../protocol.gen";
import { ROOT, Store } from "../store/store";
import { Client, type Problem } from "./client";
import { Interactions } from "./interactions";
import { FakeSocket, last } from "./testing";

const FORM = 20;

/** A page whose widgets have other ids in each session. */
function page(first: number): Operation[] {
  return [
    ["insert", 1, ROOT, 0, "main", {}],
    ["insert", first, 1, 0, "text_input", { label: "Name", value: "" }],
    ["known", first, "name", false],
    ["insert", first + 1, 1, first, "selectbox", { label: "Colour", value: 0, options: ["red", "blue"] }],
    ["known", first + 1, "colour", false],
    ["insert", first + 2, 1, first + 1, "button", { label: "Go" }],
    ["insert", first + FORM, 1, first + 2, "form", {}],
    ["insert", first + FORM + 1, first + FORM, 0, "text_input", { label: "Note", value: "" }],
    ["known", first + FORM + 1, "note", false],
    ["insert", first + FORM + 2, first + FORM, first + FORM + 1, "form_submit_button", { label: "Send" }],
  ];
}

function batch(ops: Operation[]): ServerMessage {
  return ["batch", 1, ops, null, null, [], true, null];
}

let client: Client;
let store: Store;
let interactions: Interactions;
let problems: Problem[];

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  sessionStorage.clear();
  problems = [];
  store = new Store();
  client = new Client({
    store,
    url: "ws://server/_treadle/ws",
    address: () => ["/", ""],
    info: () => ({
      timezone: "UTC",
      timezone_offset: 0,
      locale: "en",
      url: "u",
      theme: "dark",
      embedded: false,
    }),
    onProblem: (problem) => problems.push(problem),
    onSessionLost: () => interactions.commit(),
    connect: (url) => new FakeSocket(url) as unknown as WebSocket,
  });
  interactions = new Interactions(store, (changes, trigger) => client.interact(changes, trigger));
  client.start();
  last()
    .greets("s1")
    .says(batch(page(100)));
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

function comeBack(): FakeSocket {
  last().breaks();
  vi.advanceTimersByTime(60_000);
  return last().open();
}

function begin(): void {
  last()
    .says(["hello", "s2", false, {}, 0])
    .says(batch(page(200)));
}

const kept = () => last().sent[0]?.[8];

test("what a person has entered is offered to the session that comes next, and nothing else", () => {
  interactions.change(100, "Ada");
  interactions.change(101, 1);
  comeBack();
  expect(kept()).toEqual([
    ["name", "Ada", "Name"],
    ["colour", "blue", "Colour"],
  ]);
});

test("the first connection offers nothing", () => {
  expect(FakeSocket.all[0]?.sent[0]?.[8]).toEqual([]);
});

test("what was entered without a connection is offered, too", () => {
  last().breaks();
  interactions.change(100, "Ada");
  vi.advanceTimersByTime(60_000);
  last().open();
  expect(kept()).toEqual([["name", "Ada", "Name"]]);
});

test("what a form holds back is in the new session's form, and no session was asked to keep it", () => {
  interactions.change(121, "half a");
  comeBack();
  expect(kept()).toEqual([]);
  begin();
  expect(store.value(221)).toBe("half a");
  expect(store.holding(220)).toEqual([[221, "half a"]]);
  expect(last().tags).toEqual(["open", "ack"]);
});

test("what a form has sent is offered, and what was typed in it since is put back", () => {
  interactions.change(121, "sent");
  interactions.fire(122);
  interactions.change(121, "typed since");
  comeBack();
  expect(kept()).toEqual([["note", "sent", "Note"]]);
  begin();
  expect(store.holding(220)).toEqual([[221, "typed since"]]);
});

test("what the app has made of a value is offered, and not what was sent", () => {
  interactions.change(100, " ada ");
  last().says(["batch", 2, [["set", 100, { value: "Ada" }]], null, null, [], false, null]);
  comeBack();
  expect(kept()).toEqual([["name", "Ada", "Name"]]);
});

test("what was entered after the offer is entered again when the page is there, by the names of options", () => {
  comeBack();
  interactions.change(101, 1);
  begin();
  expect(store.value(201)).toBe(1);
  expect(last().sent.at(-1)).toEqual(["interact", [[201, 1]], expect.any(Number)]);
});

test("what is typed and not sent is sent when its page is there", () => {
  interactions.draft(100, () => interactions.change(100, "typ"));
  comeBack();
  begin();
  expect(store.value(200)).toBe("typ");
  expect(last().sent.at(-1)).toEqual(["interact", [[200, "typ"]], expect.any(Number)]);
});

test("what is too long for the first message is entered again when the page is there", () => {
  const long = "x".repeat(600_000);
  interactions.change(100, long);
  interactions.change(101, 1);
  comeBack();
  expect(kept()).toEqual([["colour", "blue", "Colour"]]);
  begin();
  expect(store.value(200)).toBe(long);
});

test("a press that the lost session may not have answered is named", () => {
  last().breaks();
  interactions.fire(102);
  vi.advanceTimersByTime(60_000);
  last().open();
  begin();
  expect(problems).toEqual([
    { code: "lost", message: expect.stringContaining("“Go” may not have been answered") },
  ]);
  expect(last().tags).not.toContain("interact");
});

test("what a session knows from before this page was loaded, or from the session before it, is offered to the next", () => {
  comeBack();
  last()
    .says(["hello", "s2", false, {}, 0])
    .says(
      batch([
        ["insert", 1, ROOT, 0, "main", {}],
        ["insert", 200, 1, 0, "text_input", { label: "Name", value: "Ada" }],
        ["known", 200, "name", true],
      ]),
    );
  comeBack();
  expect(kept()).toEqual([["name", "Ada", "Name"]]);
});

test("a session that is still there is left as it is", () => {
  interactions.change(100, "Ada");
  comeBack()
    .says(["hello", "s1", true, {}, 1])
    .says(batch(page(100)));
  expect(last().tags).toEqual(["open", "ack"]);
  expect(problems).toEqual([]);
});

test("who starts over has nothing of what was entered", () => {
  interactions.change(100, "Ada");
  interactions.change(121, "half a");
  client.startOver();
  last().says(["bye", "ended"]);
  last().open();
  expect(kept()).toEqual([]);
  begin();
  expect(store.value(200)).toBe("");
  expect(store.holding(220)).toEqual([]);
});

test("who starts over without a connection has nothing of it either", () => {
  interactions.change(100, "Ada");
  last().breaks();
  client.startOver();
  last().open();
  expect(kept()).toEqual([]);
});
