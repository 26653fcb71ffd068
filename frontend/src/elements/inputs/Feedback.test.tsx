import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";

const ID = 10;

const checked = () =>
  screen
    .queryAllByRole("radio", { checked: true })
    .map((sign) => sign.ariaLabel ?? sign.getAttribute("aria-label"));

test.each([
  ["thumbs", 2, "Thumb up", 1],
  ["faces", 5, "Very sad", 0],
  ["stars", 5, "4 stars", 3],
] as const)(
  "%s are rated by a click, and a second one takes it back",
  async (options, count, name, value) => {
    const { sent } = await show("feedback", { options });
    expect(screen.getAllByRole("radio")).toHaveLength(count);
    await userEvent.click(screen.getByRole("radio", { name }));
    expect(checked()).toEqual([name]);
    await userEvent.click(screen.getByRole("radio", { name }));
    expect(sent).toEqual([[[ID, value]], [[ID, null]]]);
  },
);

test("all stars up to the chosen one shine", async () => {
  const { container } = await show("feedback", { options: "stars", value: 2 });
  expect(container.querySelectorAll("[data-on]")).toHaveLength(3);
});

test("a disabled one cannot be used", async () => {
  const { sent } = await show("feedback", { options: "faces", disabled: true });
  await userEvent.click(screen.getByRole("radio", { name: "Happy" })).catch(() => {});
  expect(sent).toEqual([]);
});

test.each([-1, 99, 0.5, "x"])("%j does not break the page", async (value) => {
  await show("feedback", { options: "faces", value: value as number });
  expect(screen.queryByText(/could not be shown/)).toBeNull();
  expect(checked()).toEqual([]);
});
