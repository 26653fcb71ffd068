import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;

const field = () => screen.getByRole<HTMLInputElement>("textbox");

const enter = async (text: string) => {
  await userEvent.clear(field());
  await userEvent.click(field());
  await userEvent.paste(text);
};

battery({
  kind: "color_picker",
  props: { value: "#000000" },
  role: "textbox",
  read: () => field().value,
  seen: "#000000",
  enter: () => enter("#c0ffee"),
  sends: "#c0ffee",
  entered: "#c0ffee",
  hostile: [null, 5, "red", "url(javascript:alert(1))", "x".repeat(100_000)],
});

test("what is no colour is not sent, and is gone when the field is left", async () => {
  const { sent } = await show("color_picker", { label: "Yarn", value: "#0fa" });
  await enter("#ff");
  expect(field().value).toBe("#ff");
  await userEvent.tab();
  expect(field().value).toBe("#0fa");
  await enter("");
  await userEvent.tab();
  expect([field().value, sent]).toEqual(["#0fa", []]);
});

test("a colour is sent when the hand rests", async () => {
  const { sent } = await show("color_picker", { label: "Yarn", value: "#000000" });
  fireEvent.change(field(), { target: { value: "#111" } });
  fireEvent.change(field(), { target: { value: "#111222" } });
  await vi.waitFor(() => expect(sent).toEqual([[[ID, "#111222"]]]));
});
