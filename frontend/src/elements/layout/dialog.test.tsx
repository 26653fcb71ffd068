import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { load } from "../registry";
import { show } from "../testing";

const BUTTON = ["insert", 11, 10, 0, "button", { label: "Inside" }] as const;

test("a dialog has its title for a name, and its elements in it", async () => {
  await show("dialog", { label: "Order **more**", icon: "🧶" }, [BUTTON]);
  const dialog = await screen.findByRole("dialog", { name: /Order more/ });
  expect(dialog.getAttribute("aria-modal")).toBe("true");
  expect(dialog.textContent).toContain("🧶");
  expect(dialog.contains(screen.getByRole("button", { name: "Inside" }))).toBe(true);
});

test("its cross closes it at once and tells the server once", async () => {
  const { sent } = await show("dialog", { label: "Order" });
  const cross = await screen.findByRole("button", { name: "Close" });
  await userEvent.click(cross);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await userEvent.keyboard("{Escape}");
  expect(sent).toEqual([[[10, true]]]);
});

test("Esc closes it", async () => {
  const { sent } = await show("dialog", { label: "Order" });
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Escape}");
  expect(sent).toEqual([[[10, true]]]);
});

test("one that is not dismissible has no cross and stays at Esc", async () => {
  const { sent } = await show("dialog", { label: "Terms", dismissible: false });
  await screen.findByRole("dialog");
  expect(screen.queryByRole("button", { name: "Close" })).toBeNull();
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("dialog")).toBeTruthy();
  expect(sent).toEqual([]);
});

test("the server closes it and opens it again", async () => {
  const { apply } = await show("dialog", { label: "Order" });
  await screen.findByRole("dialog");
  apply(["set", 10, { open: false }]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  apply(["set", 10, { open: true }]);
  expect(await screen.findByRole("dialog")).toBeTruthy();
});

test("one that was dismissed is shown again when the app has opened it anew", async () => {
  const { apply } = await show("dialog", { label: "Order" });
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  apply(["set", 10, { label: "Order again" }]);
  expect(await screen.findByRole("dialog", { name: "Order again" })).toBeTruthy();
});

test("the focus goes back to where it was", async () => {
  const before = document.createElement("button");
  document.body.append(before);
  before.focus();
  const { apply } = await show("dialog", { label: "Order" });
  const dialog = await screen.findByRole("dialog");
  await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
  apply(["remove", [10]]);
  await waitFor(() => expect(document.activeElement).toBe(before));
  before.remove();
});

test("while it is open, shortcuts of the page behind it do nothing, and its own do", async () => {
  await load("button");
  const { apply, sent } = await show("dialog", { label: "Order" }, [
    ["insert", 11, 10, 0, "button", { label: "Inside", shortcut: "F2" }],
  ]);
  apply(["insert", 12, 1, 10, "button", { label: "Behind", shortcut: "F4" }]);
  await screen.findByText("Behind");
  await act(async () => userEvent.keyboard("{F2}{F4}"));
  expect(sent).toEqual([[[11, true]]]);
});

test("what was seen of it fades where nobody can use it", async () => {
  const { apply } = await show("dialog", { label: "Order" });
  await screen.findByRole("dialog");
  apply(["remove", [10]]);
  const picture = document.querySelector("[aria-hidden=true] .tr-dialog");
  expect(picture?.textContent).toContain("Order");
  expect(picture?.closest("[inert]")).not.toBeNull();
  await waitFor(() => expect(document.querySelector(".tr-dialog")).toBeNull());
});
