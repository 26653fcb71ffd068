import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;
const MOMENT = {
  label: "Moment",
  value: "2030-01-15T08:30",
  min: "2029-01-01T00:00",
  max: "2031-12-31T23:59",
};

const field = () => screen.getByRole<HTMLInputElement>("textbox");
const enter = (text: string, key = "") => {
  if (field().disabled) throw new Error("The field is not editable.");
  fireEvent.change(field(), { target: { value: text } });
  if (key === "") fireEvent.blur(field());
  else fireEvent.keyDown(field(), { key });
};

battery({
  kind: "datetime_input",
  props: { value: "2030-01-15T08:30", min: "2029-01-01T00:00", max: "2031-12-31T23:59" },
  role: "textbox",
  read: () => field().value,
  seen: "2030/01/15, 08:30",
  enter: async () => enter("2030/12/31 14:45"),
  sends: "2030-12-31T14:45",
  entered: "2030/12/31, 14:45",
  hostile: [null, "x", "2030-99-99T99:99"],
});

test("a day and a time are chosen, and each keeps the other", async () => {
  const { sent } = await show("datetime_input", MOMENT);
  await userEvent.click(field());
  await userEvent.click(await screen.findByRole("button", { name: /January 20, 2030/ }));
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Time" }), "14:45");
  expect(sent).toEqual([[[ID, "2030-01-20T08:30"]], [[ID, "2030-01-20T14:45"]]]);
});

test("a moment beyond the limits is not sent, and a day at their edge gets a time within them", async () => {
  const { sent } = await show("datetime_input", { ...MOMENT, min: "2030-01-10T12:00" });
  enter("2030/01/10 11:59", "Enter");
  expect(screen.getByRole("alert").textContent).toBe(
    "Choose a date and time from 2030/01/10, 12:00 to 2031/12/31, 23:59.",
  );
  expect(sent).toEqual([]);
  await userEvent.click(field());
  await userEvent.click(await screen.findByRole("button", { name: /January 10, 2030/ }));
  expect(sent).toEqual([[[ID, "2030-01-10T12:00"]]]);
});
