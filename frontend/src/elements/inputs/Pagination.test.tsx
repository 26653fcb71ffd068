import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";

const ID = 10;

const current = () => document.querySelector("[aria-current=page]")?.textContent;

test("a page is chosen by its number and by the arrows", async () => {
  const { sent } = await show("pagination", { num_pages: 10, value: 1 });
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Previous page" }).disabled).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Page 4" }));
  await userEvent.click(screen.getByRole("button", { name: "Next page" }));
  await userEvent.click(screen.getByRole("button", { name: "Page 10" }));
  expect(sent).toEqual([[[ID, 4]], [[ID, 5]], [[ID, 10]]]);
  expect(current()).toBe("10");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Next page" }).disabled).toBe(true);
});

test("what the app sets is shown, and the current page is not sent again", async () => {
  const { sent, apply } = await show("pagination", { num_pages: 3, value: 1 });
  apply(["set", ID, { value: 3 }]);
  expect(current()).toBe("3");
  await userEvent.click(screen.getByRole("button", { name: "Page 3" }));
  expect(sent).toEqual([]);
});

test("without numbers there are two arrows", async () => {
  await show("pagination", { num_pages: 3, value: 2, max_visible_pages: 0 });
  expect(screen.getAllByRole("button")).toHaveLength(2);
});

test("a disabled one cannot be used", async () => {
  await show("pagination", { num_pages: 3, value: 2, disabled: true });
  expect(screen.getAllByRole<HTMLButtonElement>("button").every((button) => button.disabled)).toBe(true);
});
