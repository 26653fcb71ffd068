import { act, fireEvent, render, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, expect, test, vi } from "vitest";
import { Client } from "../../connection/client";
import { Interactions } from "../../connection/interactions";
import { AppContext } from "../../elements/app";
import type { ThreadInfo } from "../../protocol.gen";
import { Store } from "../../store/store";
import ThreadsPanel from "./ThreadsPanel";

const FRAME = { file: "app.py", line: 12, function: "work", code: "total += 1", app: true };

const WORK: ThreadInfo = {
  id: "x7",
  kind: "thread",
  name: "crunch",
  state: "running",
  session: "here",
  since: 5,
  where: FRAME,
  inside: null,
  waits_for: null,
  locks: [],
  worker: null,
  run: 1,
  background: false,
  spawn: { ...FRAME, line: 30, function: "", code: "Thread(target=work).start()" },
  stack: null,
  stop: 7,
  why: null,
};

function open() {
  const store = new Store();
  const client = new Client({ store, url: "ws://test", address: () => ["/", ""], info: vi.fn() });
  client.status = "open";
  const watch = vi.spyOn(client, "watchThreads");
  const stop = vi.spyOn(client, "stopThread");
  const close = vi.fn();
  const interactions = new Interactions(store, () => {});
  const view = render(
    <AppContext value={{ store, client, interactions }}>
      <ThreadsPanel onClose={close} />
    </AppContext>,
  );
  const tell = (threads: readonly ThreadInfo[], hidden = 0) =>
    act(() => {
      client.threads = { message: ["threads", "here", 8.25, threads, hidden], at: performance.now() };
      // biome-ignore lint/complexity/useLiteralKeys: what the client does when it is told.
      client["topics"].notify(["threads"]);
    });
  return { ...view, tell, watch, stop, close };
}

afterEach(() => void vi.restoreAllMocks());

const row = (name: string) => screen.getByRole("button", { name: new RegExp(`^${name}`) });

test("it watches while it is open, and takes the focus", () => {
  const { watch, unmount } = open();
  expect(watch).toHaveBeenLastCalledWith([]);
  expect(document.activeElement).toBe(screen.getByRole("complementary", { name: "Threads" }));
  unmount();
  expect(watch).toHaveBeenLastCalledWith(null);
});

test("the focus goes back to where it was", () => {
  const before = document.body.appendChild(document.createElement("button"));
  before.focus();
  const { tell, unmount } = open();
  tell([WORK]);
  row("crunch").focus();
  unmount();
  expect(document.activeElement).toBe(before);
  before.remove();
});

test("a row says in words what a thread does, where, and for how long it has been there", () => {
  vi.spyOn(performance, "now").mockReturnValue(1000);
  const { tell, container } = open();
  tell([
    WORK,
    { ...WORK, id: "x8", name: "reader", state: "waiting", waits_for: "the lock `a`", locks: ["`b`"] },
  ]);
  expect(row("crunch").textContent).toBe("crunch thread Running app.py:12 in work  ");
  expect(row("reader").textContent).toBe("reader thread Waiting app.py:12 in work for the lock a holds b");
  expect(container.querySelector(".tr-threads-panel-age")?.textContent).toBe("3.2 s");
  const counted = screen.getByRole("list", { name: "How many threads of the app there are" });
  expect(
    within(counted)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["1 running", "1 waiting"]);
});

test("opening a row asks for its stack and says where it was started", () => {
  const { tell, watch } = open();
  tell([WORK]);
  expect(row("crunch").getAttribute("aria-expanded")).toBe("false");
  fireEvent.click(row("crunch"));
  expect(watch).toHaveBeenLastCalledWith(["x7"]);
  expect(screen.getByText("app.py:30")).toBeDefined();
  tell([{ ...WORK, stack: [{ ...FRAME, function: "" }, FRAME] }]);
  expect(within(screen.getByRole("list", { name: "Stack" })).getAllByRole("listitem").length).toBe(2);
  fireEvent.click(row("crunch"));
  expect(watch).toHaveBeenLastCalledWith([]);
});

test("stop stops once, and what cannot be stopped says why", () => {
  const { tell, stop } = open();
  const why = "A timer ends with the fragment or the session that has set it.";
  tell([WORK, { ...WORK, id: "m1", kind: "timer", name: "tick", stop: null, why, where: null }]);
  const button = screen.getByRole("button", { name: "Stop crunch" });
  fireEvent.click(button);
  fireEvent.click(button);
  expect(stop.mock.calls).toEqual([[7]]);
  expect(button.getAttribute("aria-disabled")).toBe("true");
  const timer = screen.getByRole("button", { name: "Stop tick" });
  expect([timer.getAttribute("aria-disabled"), timer.title]).toEqual(["true", why]);
  fireEvent.click(timer);
  expect(stop.mock.calls.length).toBe(1);
});

test("news keep the rows that stay", () => {
  const { tell } = open();
  tell([WORK]);
  const before = row("crunch");
  tell([
    { ...WORK, id: "x9", name: "first", since: 1 },
    { ...WORK, where: { ...FRAME, line: 13 } },
  ]);
  expect(row("crunch")).toBe(before);
  expect(before.textContent).toContain("app.py:13");
});

test("nothing of the session is said so, libraries are closed at first, and many are counted", () => {
  const { tell } = open();
  tell([{ ...WORK, id: "t1", session: null, kind: "library", name: "pool_0", stop: null }], 1812);
  expect(screen.getByText(/^Nothing runs\./)).toBeDefined();
  expect(screen.queryByText("pool_0")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Libraries 1" }));
  expect(screen.getByText("pool_0")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Stop pool_0" })).toBeNull();
  expect(screen.getByText("1,812 more are not shown.")).toBeDefined();
});

test("each other session has a heading", () => {
  const { tell } = open();
  tell(["aaaa", "aaaa", "bbbb"].map((session, index) => ({ ...WORK, id: `x${index}`, session })));
  expect(screen.getAllByText(/^Session /).map((each) => each.textContent)).toEqual([
    "Session aaaa",
    "Session bbbb",
  ]);
});

test("Escape and the cross close it", () => {
  const { close } = open();
  fireEvent.keyDown(screen.getByRole("complementary"), { key: "Escape" });
  fireEvent.click(screen.getByRole("button", { name: "Close threads" }));
  expect(close).toHaveBeenCalledTimes(2);
});

test("nothing is watched in a tab that nobody sees", () => {
  const { watch } = open();
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  fireEvent(document, new Event("visibilitychange"));
  expect(watch).toHaveBeenLastCalledWith(null);
  visibility.mockRestore();
  fireEvent(document, new Event("visibilitychange"));
  expect(watch).toHaveBeenLastCalledWith([]);
});

test("it can be used without seeing it", async () => {
  const { tell, container } = open();
  tell([
    { ...WORK, stack: [FRAME] },
    { ...WORK, id: "c1", kind: "coroutine", stop: null, why: "Because." },
  ]);
  for (const each of screen.getAllByRole("button", { name: /^crunch/ })) fireEvent.click(each);
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});
