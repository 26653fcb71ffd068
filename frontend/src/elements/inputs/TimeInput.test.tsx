import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

// jsdom scrolls nothing.
Element.prototype.scrollIntoView ??= () => {};

const ID = 10;

const field = () => screen.getByRole<HTMLInputElement>("combobox");

battery({
  kind: "time_input",
  props: { value: "08:30" },
  role: "combobox",
  read: () => field().value,
  seen: "08:30",
  enter: async () => {
    await userEvent.click(field());
    await userEvent.click(screen.getByRole("option", { name: "09:15" }));
  },
  sends: "09:15",
  entered: "09:15",
  hostile: [null, "x", "99:99"],
});

test("any time can be typed, and is sent with Enter or when the field is left", async () => {
  const { sent } = await show("time_input", { label: "Time", value: "08:30" });
  await userEvent.click(field());
  await userEvent.keyboard("1437{Enter}");
  expect(sent).toEqual([[[ID, "14:37"]]]);
  await userEvent.keyboard("7");
  await userEvent.tab();
  expect(sent.at(-1)).toEqual([[ID, "07:00"]]);
  await userEvent.click(field());
  await userEvent.keyboard("soon");
  await userEvent.tab();
  expect([field().value, sent.length]).toEqual(["07:00", 2]);
});

test("it is shown in the format that the app says, in steps of its own", async () => {
  const { sent } = await show("time_input", {
    label: "Time",
    value: "14:00:10",
    step: 21_610,
    format: "12h",
  });
  expect(field().value).toBe("2:00:10 PM");
  await userEvent.click(field());
  expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual([
    "12:00:00 AM",
    "6:00:10 AM",
    "12:00:20 PM",
    "6:00:30 PM",
  ]);
  await userEvent.click(screen.getByRole("option", { name: "6:00:30 PM" }));
  expect(sent).toEqual([[[ID, "18:00:30"]]]);
});

test("it can be emptied where the app allows it", async () => {
  const { sent } = await show("time_input", { label: "Time", value: "08:30", clearable: true });
  await userEvent.click(screen.getByRole("button", { name: "Clear" }));
  expect(sent).toEqual([[[ID, null]]]);
});
