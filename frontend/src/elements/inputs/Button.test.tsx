import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";

const ID = 10;

test("a button fires, by a click and by its shortcut", async () => {
  const { sent } = await show("button", { label: "Save", shortcut: "Mod+S" });
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  fireEvent.keyDown(document.body, { key: "s", ctrlKey: true });
  fireEvent.keyDown(document.body, { key: "s" });
  expect(sent).toEqual([[[ID, true]], [[ID, true]]]);
  expect(screen.getByRole("button").getAttribute("aria-keyshortcuts")).toBe("Control+S");
});

test("a disabled button hears no shortcut", async () => {
  const { sent } = await show("button", { label: "Save", shortcut: "S", disabled: true });
  fireEvent.keyDown(document.body, { key: "s" });
  expect(sent).toEqual([]);
});

test.each([
  ["text_input", "textbox", "new"],
  ["text_area", "textbox", "new"],
  ["number_input", "spinbutton", 7],
] as const)("what is typed in a %s is sent before a press by a key", async (kind, role, entered) => {
  const { sent } = await show("container", {}, [
    ["insert", 11, ID, 0, kind, { label: "W", value: null, format: "%d" }],
    ["insert", 12, ID, 11, "button", { label: "Save", shortcut: "Mod+K" }],
  ]);
  await userEvent.type(screen.getByRole(role), String(entered));
  expect(sent).toEqual([]);
  fireEvent.keyDown(screen.getByRole(role), { key: "k", ctrlKey: true });
  expect(sent).toEqual([[[11, entered]], [[12, true]]]);
});
