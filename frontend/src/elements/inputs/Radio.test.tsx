import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;

battery({
  kind: "radio",
  props: { options: ["Plain", "Twill"], value: 0 },
  role: "radiogroup",
  read: () => screen.getAllByRole<HTMLInputElement>("radio").findIndex((radio) => radio.checked),
  seen: 0,
  enter: () => userEvent.click(screen.getByRole("radio", { name: "Twill" })),
  sends: 1,
  entered: 1,
  hostile: [null, -1, 99, 0.5],
});

test("a radio button sends its index, and is named with its caption", async () => {
  const { sent } = await show("radio", {
    label: "Weave",
    options: ["Plain", "Twill"],
    captions: ["1/1", ""],
    value: 0,
  });
  expect(screen.getByRole("radiogroup", { name: "Weave" })).toBeTruthy();
  await userEvent.click(screen.getByRole("radio", { name: "Twill" }));
  expect(sent).toEqual([[[ID, 1]]]);
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Twill" }).checked).toBe(true);
});
