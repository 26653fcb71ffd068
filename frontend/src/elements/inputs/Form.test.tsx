import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Operation, Props } from "../../protocol.gen";
import { show } from "../testing";

const FORM = 10;
const NAME = 11;
const BUTTON = 12;

function open(name: Partial<Props<"text_input">> = {}, form: Partial<Props<"form">> = {}) {
  const inside: Operation[] = [
    ["insert", NAME, FORM, 0, "text_input", { label: "Name", ...name }],
    ["insert", BUTTON, FORM, NAME, "form_submit_button", { label: "Go" }],
  ];
  return show("form", { key: "f", ...form }, inside);
}

test("what is typed in a form is sent with its button, in one message", async () => {
  const { sent } = await open();
  await userEvent.type(screen.getByRole("textbox"), "Ada");
  await userEvent.tab();
  expect(sent).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Go" }));
  expect(sent).toEqual([
    [
      [NAME, "Ada"],
      [BUTTON, true],
    ],
  ]);
});

test("Enter submits", async () => {
  const { sent } = await open();
  await userEvent.type(screen.getByRole("textbox"), "Ada{Enter}");
  expect(sent).toEqual([
    [
      [NAME, "Ada"],
      [BUTTON, true],
    ],
  ]);
});

test("Enter does not submit where the app does not want it", async () => {
  const { sent } = await open({}, { enter_to_submit: false });
  await userEvent.type(screen.getByRole("textbox"), "Ada{Enter}");
  expect(sent).toEqual([]);
});

test("a form with something missing is not sent, and says what", async () => {
  const { sent } = await open({ required: true });
  expect(screen.queryByRole("alert")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Go" }));
  expect(sent).toEqual([]);
  expect(screen.getByRole("alert").textContent).toBe("This is required.");
  await userEvent.type(screen.getByRole("textbox"), "Ada{Enter}");
  expect(sent).toHaveLength(1);
  expect(screen.queryByRole("alert")).toBeNull();
});
