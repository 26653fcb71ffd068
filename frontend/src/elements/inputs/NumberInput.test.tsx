import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;

const spin = () => screen.getByRole<HTMLInputElement>("spinbutton");

battery({
  kind: "number_input",
  props: { value: 4, integer: true, min: 1, max: 9, step: 2, format: "%d" },
  role: "spinbutton",
  read: () => spin().value,
  seen: "4",
  enter: async () => {
    await userEvent.clear(spin());
    await userEvent.type(spin(), "7");
    await userEvent.tab();
  },
  sends: 7,
  entered: "7",
  hostile: [null, Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1],
});

const NUMBER = { label: "N", value: 4, integer: true, min: 1, max: 9, step: 2, format: "%d" };

test("a number is sent on Enter, as a number", async () => {
  const { sent } = await show("number_input", NUMBER);
  const input = screen.getByRole("spinbutton", { name: "N" });
  await userEvent.clear(input);
  await userEvent.type(input, "7{Enter}");
  expect(sent).toEqual([[[ID, 7]]]);
});

test.each([
  ["12", "This must be at most 9."],
  ["0", "This must be at least 1."],
  ["1.5", "This must be a whole number."],
  ["90071992547409930", "This number is too large."],
  ["1e400", "This number is too large."],
  ["x", "This is not a number."],
])("“%s” is not sent: %s", async (typed, complaint) => {
  const { sent } = await show("number_input", NUMBER);
  const input = screen.getByRole("spinbutton");
  await userEvent.clear(input);
  await userEvent.type(input, `${typed}{Enter}`);
  expect(sent).toEqual([]);
  expect(screen.getByRole("alert").textContent).toBe(complaint);
});

test("a number steps by the buttons and the arrows, to its limits", async () => {
  const { sent } = await show("number_input", NUMBER);
  const input = screen.getByRole<HTMLInputElement>("spinbutton");
  await userEvent.click(screen.getByRole("button", { name: "Increase" }));
  await userEvent.type(input, "{ArrowUp}{ArrowUp}{ArrowUp}");
  expect(input.value).toBe("9");
  await vi.waitFor(() => expect(sent.at(-1)).toEqual([[ID, 9]]));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Increase" }).disabled).toBe(true);
});

test("steps add up without dust", async () => {
  await show("number_input", { label: "N", value: 0.1, step: 0.1, format: "%0.2f" });
  const input = screen.getByRole<HTMLInputElement>("spinbutton");
  await userEvent.type(input, "{ArrowUp}{ArrowUp}");
  expect(input.value).toBe("0.30");
  expect(input.getAttribute("aria-valuenow")).toBe("0.3");
});

test("an emptied number is sent as none", async () => {
  const { sent } = await show("number_input", NUMBER);
  await userEvent.clear(screen.getByRole("spinbutton"));
  await userEvent.tab();
  expect(sent).toEqual([[[ID, null]]]);
});
