import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;

const input = () => screen.getByRole<HTMLInputElement>("checkbox");

battery({
  kind: "checkbox",
  props: { value: false },
  role: "checkbox",
  read: () => input().checked,
  seen: false,
  enter: () => userEvent.click(input()),
  sends: true,
  entered: true,
  hostile: [null, 1, "yes"],
});

const toggle = () => screen.getByRole<HTMLInputElement>("switch");

battery({
  kind: "checkbox",
  props: { value: false, toggle: true },
  role: "switch",
  read: () => toggle().checked,
  seen: false,
  enter: () => userEvent.click(toggle()),
  sends: true,
  entered: true,
  hostile: [null, 1, "yes"],
});

test.each(["checkbox", "switch"])("a %s sends what it becomes", async (role) => {
  const { sent } = await show("checkbox", { label: "I agree", toggle: role === "switch" });
  await userEvent.click(screen.getByRole(role, { name: "I agree" }));
  await userEvent.click(screen.getByText("I agree"));
  expect(sent).toEqual([[[ID, true]], [[ID, false]]]);
});

test("a disabled checkbox sends nothing", async () => {
  const { sent } = await show("checkbox", { label: "No", disabled: true });
  await userEvent.click(screen.getByRole("checkbox"));
  expect(sent).toEqual([]);
});

test("a value that the server refuses is shown no more", async () => {
  const { apply } = await show("checkbox", { label: "A" });
  await userEvent.click(screen.getByRole("checkbox"));
  apply(["set", ID, { value: false }]);
  expect(screen.getByRole<HTMLInputElement>("checkbox").checked).toBe(false);
});
