import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../connection/client";
import { Interactions } from "../connection/interactions";
import { AppContext } from "../elements/app";
import { NodeView } from "../elements/NodeView";
import { register } from "../elements/registry";
import { registerStructure } from "../elements/structure";
import type { Operation, RunState } from "../protocol.gen";
import { ROOT, Store } from "../store/store";
import { Notices } from "./notices";
import { Page } from "./Page";
import { Toasts } from "./Toasts";

registerStructure();
register("page", Page);

const open = (...ops: Operation[]) => openAs({}, ...ops);

function openAs(known: Partial<Pick<Client, "settings" | "sourceChanged">>, ...ops: Operation[]) {
  const store = new Store();
  const client = new Client({ store, url: "ws://test", address: () => ["/", ""], info: vi.fn() });
  Object.assign(client, known);
  const interactions = new Interactions(store, () => {});
  const calls = { rerun: vi.spyOn(client, "rerun"), stop: vi.spyOn(client, "stop") };
  const apply = (next: readonly Operation[], run: RunState | null = null) =>
    act(() => store.apply(["batch", 1, next, run, null, [], false, null]));
  const frame: Operation[] = [
    ["insert", 1, ROOT, 0, "main", {}],
    ["insert", 2, ROOT, 1, "sidebar", {}],
    ["set", ROOT, { query: "a=1", step: 1 }],
  ];
  apply([...frame, ...ops]);
  render(
    <AppContext value={{ store, client, interactions }}>
      <MantineProvider env="test">
        <NodeView id={ROOT} />
      </MantineProvider>
    </AppContext>,
  );
  return { apply, client, ...calls };
}

const inSidebar: Operation = ["insert", 20, 2, 0, "slot", {}];
const run = (running: boolean, elapsed = 0): RunState => ["run", 1, running, elapsed, [], false, 0, 0];

beforeEach(() => {
  vi.useFakeTimers();
  window.history.replaceState(null, "", "/?a=1");
});
afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

test("a run that waits for blocked threads says so", () => {
  const { apply } = open();
  act(() => vi.advanceTimersByTime(10));
  apply([], ["run", 1, true, 0, [], false, 3, 32]);
  act(() => vi.advanceTimersByTime(200));
  expect(screen.getByText("Waiting until one of 32 blocked threads returns")).toBeTruthy();
});

test("a run that waits for its turn says where in line it is", () => {
  const { apply } = open();
  act(() => vi.advanceTimersByTime(10));
  apply([], ["run", 1, true, 0, [], false, 3, 0]);
  act(() => vi.advanceTimersByTime(200));
  expect(screen.getByText("Waiting, number 3 in line")).toBeTruthy();
});

test("the title is the app's", () => {
  const { apply } = open(["set", ROOT, { title: "Sales" }]);
  expect(document.title).toBe("Sales");
  apply([["set", ROOT, { title: null }]]);
  expect(document.title).toBe("Treadle");
});

test("an empty sidebar is not there", () => {
  const { apply } = open();
  expect(screen.queryByRole("complementary")).toBeNull();
  apply([inSidebar]);
  expect(screen.getByRole("complementary")).toBeDefined();
});

test("the sidebar starts as the app wants it, and c moves it", () => {
  open(["set", ROOT, { initial_sidebar_state: "collapsed" }], inSidebar);
  const closed = () => document.querySelector(".tr-sidebar")?.hasAttribute("data-closed");
  expect(closed()).toBe(true);
  fireEvent.keyDown(document.body, { key: "c" });
  expect(closed()).toBe(false);
});

test("the list of threads is the developer's: by the menu, or by t", async () => {
  vi.useRealTimers();
  HTMLElement.prototype.hidePopover = vi.fn(); // jsdom has none
  const { client } = openAs({ settings: { dev: true } });
  const watch = vi.spyOn(client, "watchThreads");
  fireEvent.click(screen.getByRole("menuitem", { name: /Threads/, hidden: true }));
  expect(await screen.findByRole("complementary", { name: "Threads" })).toBeDefined();
  await waitFor(() => expect(watch).toHaveBeenLastCalledWith([]));
  fireEvent.keyDown(document.body, { key: "t" });
  expect(screen.queryByRole("complementary", { name: "Threads" })).toBeNull();
  expect(watch).toHaveBeenLastCalledWith(null);
});

test("a visitor has no list of threads", () => {
  const { client } = open();
  const watch = vi.spyOn(client, "watchThreads");
  fireEvent.keyDown(document.body, { key: "t" });
  expect(screen.queryByRole("menuitem", { name: /Threads/, hidden: true })).toBeNull();
  expect(watch).not.toHaveBeenCalled();
});

test("r reruns, but not while somebody types or holds another key", () => {
  const { rerun } = open();
  const field = document.body.appendChild(document.createElement("input"));
  fireEvent.keyDown(field, { key: "r" });
  fireEvent.keyDown(document.body, { key: "r", ctrlKey: true });
  expect(rerun).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "r" });
  expect(rerun).toHaveBeenCalledOnce();
  field.remove();
});

test("a short run is not mentioned; a longer one can be stopped", () => {
  const { apply, stop } = open();
  apply([], run(true));
  act(() => vi.advanceTimersByTime(100));
  expect(screen.queryByText("Running")).toBeNull();
  act(() => vi.advanceTimersByTime(100));
  expect(screen.getByText("Running")).toBeDefined();
  const buttons = screen.getAllByText("Stop");
  fireEvent.click(buttons[0] as HTMLElement);
  expect(stop).toHaveBeenCalledOnce();
  apply([], run(false));
  expect(screen.queryByText("Running")).toBeNull();
});

test("a run says for how long once it is long", () => {
  const { apply } = open();
  apply([], run(true, 1500));
  act(() => vi.advanceTimersByTime(200));
  act(() => vi.advanceTimersByTime(1500));
  expect(screen.getByText("3 s")).toBeDefined();
});

test("the address follows the app's query", () => {
  const { apply } = open(["set", ROOT, { query: "a=1" }]);
  apply([["set", ROOT, { query: "a=2&b=3" }]]);
  expect(window.location.search).toBe("?a=2&b=3");
  apply([["set", ROOT, { query: "" }]]);
  expect(window.location.href).toMatch(/\/$/);
});

test("a query of another step is an entry of the browser's history, one of the same step is none", () => {
  const push = vi.spyOn(window.history, "pushState");
  const { apply } = open(["set", ROOT, { query: "a=2", step: 3 }]);
  expect(window.location.search).toBe("?a=2");
  expect(push).not.toHaveBeenCalled(); // the first that is known
  apply([["set", ROOT, { query: "a=3" }]]);
  expect(push).not.toHaveBeenCalled();
  apply([["set", ROOT, { query: "a=4", step: 4 }]]);
  expect(push).toHaveBeenCalledTimes(1);
  apply([["set", ROOT, { step: 5 }]]);
  apply([["set", ROOT, { query: "a=5" }]]);
  expect(push).toHaveBeenCalledTimes(1);
  expect(window.location.search).toBe("?a=5");
  push.mockRestore();
});

test("going back reruns the app with the query of then, but a step between anchors does not", () => {
  const { apply, rerun } = open(["set", ROOT, { query: "a=1" }]);
  apply([["set", ROOT, { query: "a=2" }]]);
  fireEvent.popState(window);
  expect(rerun).not.toHaveBeenCalled();
  window.history.replaceState(null, "", "/?a=1");
  fireEvent.popState(window);
  expect(rerun).toHaveBeenCalledExactlyOnceWith("a=1", "/");
});

test("wide mode is chosen in the menu and remembered", () => {
  open();
  fireEvent.click(screen.getByText("Wide mode"));
  expect(screen.getByRole("main").dataset.layout).toBe("wide");
  expect(localStorage.getItem("treadle.wide")).toBe("true");
});

test("what is the developer's is shown to the developer alone", () => {
  const developers = ["Start over", "The app’s source has changed.", "Always rerun"];
  openAs({ settings: { dev: false }, sourceChanged: true });
  expect(screen.getByText("Rerun")).toBeDefined();
  for (const text of developers) expect(screen.queryByText(text)).toBeNull();
  cleanup();
  openAs({ settings: { dev: true }, sourceChanged: true });
  for (const text of developers) expect(screen.getByText(text)).toBeDefined();
});

test("a minimal menu has the app's own items and nothing else; without any, there is none", () => {
  const { apply } = openAs({ settings: { minimal: true } });
  expect(screen.queryByRole("button", { name: "Menu" })).toBeNull();
  apply([["set", ROOT, { menu_items: [["Get help", "https://example.com"]] }]]);
  const items = document.querySelectorAll("#tr-menu [role^=menuitem]");
  expect([...items].map((item) => item.textContent)).toEqual(["Get help"]);
});

test("a toast goes by itself, unless somebody points at it", () => {
  const notices = new Notices();
  render(<Toasts notices={notices} />);
  act(() => notices.add({ error: false, body: "Saved", icon: null, duration: 4 }));
  const toast = () => screen.queryByText("Saved");
  fireEvent.pointerEnter(toast()?.closest(".tr-toasts-toast") as HTMLElement);
  act(() => vi.advanceTimersByTime(10_000));
  expect(toast()).not.toBeNull();
  fireEvent.pointerLeave(toast()?.closest(".tr-toasts-toast") as HTMLElement);
  act(() => vi.advanceTimersByTime(4_000));
  expect(toast()).toBeNull();
});

test("the same problem twice is shown once", () => {
  const notices = new Notices();
  const problem = { error: true, body: "Not a number.", icon: null, duration: 8 };
  notices.add(problem);
  notices.add(problem);
  expect(notices.list.length).toBe(1);
});
