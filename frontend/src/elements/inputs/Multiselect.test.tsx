import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

// jsdom scrolls nothing.
Element.prototype.scrollIntoView ??= () => {};

const ID = 10;

const field = () => screen.getByRole<HTMLInputElement>("combobox");
const chosen = () => [...document.querySelectorAll(".mantine-Pill-label")].map((pill) => pill.textContent);
const offered = () => screen.getAllByRole("option").map((option) => option.textContent);

battery({
  kind: "multiselect",
  props: { options: ["Linen", "Wool", "Silk"], value: [0] },
  role: "combobox",
  read: chosen,
  seen: ["Linen"],
  enter: async () => {
    await userEvent.click(field());
    await userEvent.click(screen.getByRole("option", { name: "Silk" }));
  },
  sends: [0, 2],
  entered: ["Linen", "Silk"],
  hostile: [[], [-1], [99], ["<b>new</b>"]],
});

const LIST = { label: "Fibres", options: ["Linen", "Wool", "Silk"], value: [0] };

test("what is chosen is not offered again, and can be taken back", async () => {
  const { sent } = await show("multiselect", LIST);
  await userEvent.click(field());
  expect(offered()).toEqual(["Choose all", "Wool", "Silk"]);
  await userEvent.click(screen.getByRole("button", { name: "Remove Linen" }));
  await userEvent.click(field());
  await userEvent.keyboard("wo{Enter}");
  await userEvent.keyboard("{Backspace}");
  expect(sent).toEqual([[[ID, []]], [[ID, [1]]], [[ID, []]]]);
});

test("all that match can be chosen at once, unless there are too many", async () => {
  const { sent, apply } = await show("multiselect", { ...LIST, value: [] });
  await userEvent.click(field());
  await userEvent.keyboard("l");
  expect(offered()).toEqual(["Choose these 3", "Linen", "Wool", "Silk"]);
  apply(["set", ID, { select_all: 2 }]);
  expect(offered()).toEqual(["Linen", "Wool", "Silk"]);
  apply(["set", ID, { select_all: 1000, max_selections: 2 }]);
  await userEvent.click(screen.getByRole("option", { name: "Choose these 3" }));
  expect(sent).toEqual([[[ID, [0, 1]]]]);
  await userEvent.click(field());
  expect(screen.getByText("At most 2 options can be chosen")).toBeTruthy();
});

test("Enter chooses the first option that matches, and not all that match", async () => {
  const { sent } = await show("multiselect", { ...LIST, value: [] });
  await userEvent.click(field());
  await userEvent.keyboard("l");
  expect(offered()).toEqual(["Choose these 3", "Linen", "Wool", "Silk"]);
  await userEvent.keyboard("{Enter}");
  expect(sent).toEqual([[[ID, [0]]]]);
});

test("a text that is no option can be added if the app says so", async () => {
  const { sent } = await show("multiselect", { ...LIST, accept_new_options: true });
  await userEvent.click(field());
  await userEvent.keyboard("Hemp{Enter}");
  expect(sent).toEqual([[[ID, [0, "Hemp"]]]]);
  expect(chosen()).toEqual(["Linen", "Hemp"]);
});
