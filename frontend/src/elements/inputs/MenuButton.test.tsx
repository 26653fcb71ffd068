import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";

const ID = 10;

test("an entry of the menu is sent by its label", async () => {
  const { sent } = await show("menu_button", { label: "Export", options: ["CSV", "PDF"] });
  await userEvent.click(screen.getByRole("button", { name: "Export" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "PDF" }));
  expect(sent).toEqual([[[ID, "PDF"]]]);
});

test("a disabled one opens no menu", async () => {
  const { sent } = await show("menu_button", { label: "Export", options: ["CSV"], disabled: true });
  await userEvent.click(screen.getByRole("button")).catch(() => {});
  expect([screen.queryByRole("menu"), sent]).toEqual([null, []]);
});
