import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;
const FIBRES = { label: "Fibres", options: ["Linen", "Wool", "Silk"] };

const chosen = (role: string) =>
  screen
    .queryAllByRole(role, { checked: true })
    .map((option) => option.textContent)
    .join();

battery({
  kind: "segmented_control",
  props: { options: ["Linen", "Wool", "Silk"], value: [0] },
  role: "radiogroup",
  read: () => chosen("radio"),
  seen: "Linen",
  enter: () => userEvent.click(screen.getByRole("radio", { name: "Silk" })),
  sends: [2],
  entered: "Silk",
  hostile: [[], [-1], [99], ["<b>new</b>"]],
});

test("a choice is taken back by a second click, unless one is required", async () => {
  const { sent, apply } = await show("segmented_control", { ...FIBRES, value: [1] });
  await userEvent.click(screen.getByRole("radio", { name: "Wool" }));
  expect(sent).toEqual([[[ID, []]]]);
  apply(["set", ID, { required: true, value: [1] }]);
  await userEvent.click(screen.getByRole("radio", { name: "Wool" }));
  expect(sent).toHaveLength(1);
});

test("several are chosen in the order of the clicks", async () => {
  const { sent } = await show("segmented_control", { ...FIBRES, multiple: true, value: [2] });
  await userEvent.click(screen.getByRole("checkbox", { name: "Linen" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Silk" }));
  expect(sent).toEqual([[[ID, [2, 0]]], [[ID, [0]]]]);
});

test("the arrow keys go from one to the next", async () => {
  const { sent } = await show("segmented_control", { ...FIBRES, value: [] });
  await userEvent.tab();
  await userEvent.keyboard("{ArrowLeft} ");
  expect(sent).toEqual([[[ID, [2]]]]);
});
