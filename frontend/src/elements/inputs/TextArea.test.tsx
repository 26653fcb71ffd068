import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;

const area = () => screen.getByRole<HTMLTextAreaElement>("textbox");

battery({
  kind: "text_area",
  props: { value: "Ada" },
  role: "textbox",
  read: () => area().value,
  seen: "Ada",
  enter: async () => {
    await userEvent.type(area(), "{Enter}L");
    await userEvent.tab();
  },
  sends: "Ada\nL",
  entered: "Ada\nL",
  hostile: [null, "<script>alert(1)</script>", "x".repeat(100_000)],
});

test("in an area Enter is a new line, and Ctrl+Enter sends", async () => {
  const { sent } = await show("text_area", { label: "Notes" });
  const area = screen.getByRole("textbox", { name: "Notes" });
  await userEvent.type(area, "a{Enter}b");
  expect(sent).toEqual([]);
  await userEvent.type(area, "{Control>}{Enter}{/Control}");
  expect(sent).toEqual([[[ID, "a\nb"]]]);
});
