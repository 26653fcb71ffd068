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
