import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Operation } from "../../protocol.gen";
import { DEFAULTS } from "../../protocol.gen";
import { Store } from "../../store/store";
import { type App, AppContext } from "../app";
import type { Kind, Props } from "../contract";
import { NodeView } from "../NodeView";
import { registerStructure } from "../structure";
import { show } from "../testing";
import { alignment } from "./Container";
import { gapLength, spaceLength } from "./gap";
import { tabAfterKey } from "./Tabs";

registerStructure();

function props<K extends Kind>(kind: K, given: Partial<Props<K>>): Props<K> {
  return { ...DEFAULTS[kind], ...given } as Props<K>;
}

/** A page built of operations, and a way to send more. */
async function page(ops: Operation[]) {
  const store = new Store();
  const send = (more: Operation[], reset = false) =>
    store.apply(["batch", 1, more, null, null, [], reset, null]);
  send([["insert", 1, 0, 0, "main", {}], ...ops], true);
  const app = { store } as unknown as App;
  await act(async () => {
    render(
      <AppContext value={app}>
        <NodeView id={1} />
      </AppContext>,
    );
  });
  return (more: Operation[]) => act(async () => send(more));
}

const TABS: Operation[] = [
  ["insert", 3, 1, 0, "tabs", { value: 1 }],
  ["insert", 4, 3, 0, "tab", { label: "One" }],
  ["insert", 5, 3, 4, "tab", { label: "Two" }],
  ["insert", 6, 3, 5, "tab", { label: "Three" }],
  ["insert", 7, 5, 0, "spinner", { text: "in two" }],
  ["insert", 8, 6, 0, "spinner", { text: "in three" }],
];

test("gaps are sizes or pixels, and space has sizes of its own", () => {
  expect([gapLength("small"), gapLength("large"), gapLength(5)]).toEqual(["1rem", "4rem", "5px"]);
  expect([spaceLength("small"), spaceLength(5), spaceLength("stretch")]).toEqual([
    "0.75rem",
    "5px",
    undefined,
  ]);
});

test("alignments follow the direction of the container", () => {
  const row = props("container", {
    horizontal: true,
    horizontal_alignment: "right",
    vertical_alignment: "center",
  });
  expect(alignment(row)).toEqual({ justifyContent: "flex-end", alignItems: "center" });
  const column = props("container", { horizontal_alignment: "distribute", vertical_alignment: "distribute" });
  expect(alignment(column)).toEqual({ justifyContent: "space-between", alignItems: "stretch" });
});

test("arrow keys go round the tabs", () => {
  expect(tabAfterKey("ArrowRight", 2, 3)).toBe(0);
  expect(tabAfterKey("ArrowLeft", 0, 3)).toBe(2);
  expect(tabAfterKey("End", 0, 3)).toBe(2);
  expect(tabAfterKey("a", 0, 3)).toBeUndefined();
});

test("the default tab is seen, and others are rendered when they are first chosen", async () => {
  await page(TABS);
  const user = userEvent.setup();
  expect((await screen.findByRole("tab", { selected: true })).textContent).toBe("Two");
  expect(await screen.findByText("in two")).toBeTruthy();
  expect(screen.queryByText("in three")).toBeNull();
  await user.click(screen.getByRole("tab", { name: "Three" }));
  expect(await screen.findByText("in three")).toBeTruthy();
  expect(screen.getByRole("tabpanel").textContent).toBe("in three");
  await user.keyboard("{ArrowRight}");
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "One", selected: true }));
});

test("when the chosen tab leaves, the default one is seen", async () => {
  const send = await page(TABS);
  await userEvent.click(await screen.findByRole("tab", { name: "Three" }));
  await send([["remove", [6]]]);
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("Two");
});

test("an expander opens and closes, and keeps its content once it was seen", async () => {
  await show("expander", { label: "More" }, [["insert", 11, 10, 0, "text", { body: "content" }]]);
  const button = screen.getByRole("button", { name: "More" });
  expect(button.getAttribute("aria-expanded")).toBe("false");
  expect(screen.queryByText("content")).toBeNull();
  await userEvent.click(button);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  await userEvent.click(button);
  expect(screen.getByText("content").closest("section")?.hasAttribute("inert")).toBe(true);
});

test("what the app says of an expander counts more than what was done before, and only when it changes", async () => {
  const { apply, sent } = await show("expander", { label: "a", value: true });
  const expanded = () => screen.getByRole("button").getAttribute("aria-expanded");
  await userEvent.click(screen.getByRole("button"));
  apply(["set", 10, { icon: "🧵" }]);
  expect(expanded()).toBe("false");
  apply(["set", 10, { value: false }]);
  apply(["set", 10, { value: true }]);
  expect(expanded()).toBe("true");
  expect(sent).toEqual([]); // the session need not know
});

test("the session is told what is open if the app asks for it, also from inside a form", async () => {
  const { sent, apply } = await show("form", { key: "f" }, [
    ["insert", 11, 10, 0, "expander", { label: "More", tracked: true }],
    ["insert", 12, 10, 11, "tabs", { tracked: true, options: ["One", "Two"] }],
    ["insert", 13, 12, 0, "tab", { label: "One" }],
    ["insert", 14, 12, 13, "tab", { label: "Two" }],
  ]);
  await userEvent.click(screen.getByRole("button", { name: "More" }));
  await userEvent.click(screen.getByRole("tab", { name: "Two" }));
  await userEvent.click(screen.getByRole("tab", { name: "Two" }));
  expect(sent).toEqual([[[11, true]], [[12, 1]]]);
  apply(["set", 12, { value: 0 }]);
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("One");
});

test("a step without content has nothing to open", async () => {
  const { apply } = await show("expander", { label: "Done", type: "step" });
  expect(screen.queryByRole("button")).toBeNull();
  apply(["insert", 11, 10, 0, "text", { body: "content" }]);
  expect(screen.getByRole("button", { name: "Done" })).toBeTruthy();
});

test("a popover opens over the page and closes by Esc, by its button and by a press outside", async () => {
  await show("popover", { label: "Filter" }, [["insert", 11, 10, 0, "text", { body: "content" }]]);
  const button = screen.getByRole("button", { name: "Filter" });
  expect(screen.queryByText("content")).toBeNull();
  await userEvent.click(button);
  expect(await screen.findByText("content")).toBeTruthy();
  expect(button.getAttribute("aria-expanded")).toBe("true");
  await userEvent.click(screen.getByText("content"));
  expect(button.getAttribute("aria-expanded")).toBe("true");
  await userEvent.keyboard("{Escape}");
  expect(button.getAttribute("aria-expanded")).toBe("false");
  await userEvent.click(button);
  await userEvent.click(button);
  expect(button.getAttribute("aria-expanded")).toBe("false");
  await userEvent.click(button);
  await userEvent.click(document.body);
  expect(button.getAttribute("aria-expanded")).toBe("false");
});

test("a list that opens out of a popover does not close it", async () => {
  await show("popover", { label: "Filter", value: true }, [
    ["insert", 11, 10, 0, "menu_button", { label: "Menu", options: ["One"] }],
  ]);
  await userEvent.click(await screen.findByRole("button", { name: "Menu" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "One" }));
  expect(screen.getByRole("button", { name: "Filter", hidden: true }).getAttribute("aria-expanded")).toBe(
    "true",
  );
});

test("a disabled popover is closed", async () => {
  const { sent } = await show("popover", { label: "Filter", value: true, tracked: true, disabled: true });
  expect(screen.getByRole("button").getAttribute("aria-expanded")).toBe("false");
  await userEvent.click(screen.getByRole("button")).catch(() => {});
  expect(sent).toEqual([]);
});

test("a container of fixed height can be scrolled by keyboard and follows its end when told to", async () => {
  const send = await page([
    ["insert", 3, 1, 0, "container", { height: 100, border: true, key: "log", autoscroll: true }],
    ["insert", 4, 3, 0, "spinner", { text: "first" }],
  ]);
  const box = await waitFor(() => {
    const found = document.querySelector<HTMLElement>(".tr-container.st-key-log");
    expect(found).not.toBeNull();
    return found as HTMLElement;
  });
  expect(box.tabIndex).toBe(0);
  vi.spyOn(box, "scrollHeight", "get").mockReturnValue(500);
  await send([["insert", 5, 3, 4, "spinner", { text: "second" }]]);
  expect(box.scrollTop).toBe(500);
  box.scrollTop = 100;
  box.dispatchEvent(new Event("scroll"));
  await send([["insert", 6, 3, 5, "spinner", { text: "third" }]]);
  expect(box.scrollTop).toBe(100);
});

test("columns share the width by weight", async () => {
  await page([
    ["insert", 3, 1, 0, "columns", { gap: "large" }],
    ["insert", 4, 3, 0, "column", { weight: 0.75 }],
    ["insert", 5, 3, 4, "column", { weight: 0.25, border: true }],
  ]);
  const row = await waitFor(() => {
    const found = document.querySelector<HTMLElement>(".tr-columns");
    expect(found?.children.length).toBe(2);
    return found as HTMLElement;
  });
  const columns = [...row.children] as HTMLElement[];
  expect(columns.map((column) => column.style.flexGrow)).toEqual(["0.75", "0.25"]);
  expect(row.style.gap).toBe("4rem");
});
