import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;
const DAY = { label: "Day", value: ["2030-01-15"], min: "2029-01-01", max: "2031-12-31" };

const field = () => screen.getByRole<HTMLInputElement>("textbox");
const enter = (text: string, key = "") => {
  if (field().disabled) throw new Error("The field is not editable.");
  fireEvent.change(field(), { target: { value: text } });
  if (key === "") fireEvent.blur(field());
  else fireEvent.keyDown(field(), { key });
};

battery({
  kind: "date_input",
  props: { value: ["2030-01-15"], min: "2029-01-01", max: "2031-12-31", format: "DD.MM.YYYY" },
  role: "textbox",
  read: () => field().value,
  seen: "15.01.2030",
  enter: async () => enter("31.12.2030"),
  sends: ["2030-12-31"],
  entered: "31.12.2030",
  hostile: [[], ["x"], ["2030-99-99"], ["<b>new</b>"]],
});

test("a day is chosen in the calendar", async () => {
  const { sent } = await show("date_input", DAY);
  await userEvent.click(field());
  await userEvent.click(await screen.findByRole("button", { name: /January 20, 2030/ }));
  expect(sent).toEqual([[[ID, ["2030-01-20"]]]]);
  expect(field().value).toBe("2030/01/20");
  await waitFor(() => expect(screen.queryByRole("button", { name: /January 20/ })).toBeNull());
});

test("a range is sent when both days are chosen, or the calendar closes", async () => {
  const value = ["2030-01-02", "2030-01-03"];
  const { sent } = await show("date_input", { ...DAY, is_range: true, value });
  await userEvent.click(field());
  await userEvent.click(await screen.findByRole("button", { name: /January 20, 2030/ }));
  expect(sent).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: /January 10, 2030/ }));
  expect(sent).toEqual([[[ID, ["2030-01-10", "2030-01-20"]]]]);
  await userEvent.click(field());
  await userEvent.click(await screen.findByRole("button", { name: /January 25, 2030/ }));
  await userEvent.keyboard("{Escape}");
  expect(sent.at(-1)).toEqual([[ID, ["2030-01-25"]]]);
});

test("a day that cannot be is not sent, and it is said why", async () => {
  const { sent, apply } = await show("date_input", DAY);
  enter("2030/02/30", "Enter");
  expect(screen.getByRole("alert").textContent).toBe("Enter a date as YYYY/MM/DD.");
  enter("2040/01/01", "Enter");
  expect(screen.getByRole("alert").textContent).toBe("Choose a date from 2029/01/01 to 2031/12/31.");
  enter("2030/01/16 2030/01/17", "Enter");
  expect(screen.getByRole("alert").textContent).toBe("Enter one date.");
  expect(sent).toEqual([]);
  apply(["set", ID, { clearable: true }]);
  enter("");
  expect(sent).toEqual([[[ID, []]]]);
});

test("a field that needs a day keeps it", async () => {
  const { sent } = await show("date_input", DAY);
  enter("");
  expect([field().value, sent]).toEqual(["2030/01/15", []]);
});
