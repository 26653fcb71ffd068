import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../testing";

const ID = 10;
const LINK = { label: "Read", url: "https://example.org/a?b#c" };

test("it is a link to another tab, and is quiet unless the app wants to know", async () => {
  const { sent, apply } = await show("link_button", LINK);
  const link = screen.getByRole("link", { name: "Read" });
  expect([link.getAttribute("href"), link.getAttribute("target"), link.getAttribute("rel")]).toEqual([
    LINK.url,
    "_blank",
    "noopener",
  ]);
  await userEvent.click(link);
  expect(sent).toEqual([]);
  apply(["set", ID, { quiet: false }]);
  await userEvent.click(screen.getByRole("link"));
  expect(sent).toEqual([[[ID, true]]]);
});

test("its shortcut opens it", async () => {
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  await show("link_button", { ...LINK, shortcut: "K" });
  fireEvent.keyDown(document.body, { key: "k" });
  expect(clicked).toHaveBeenCalledTimes(1);
  clicked.mockRestore();
});

test.each(["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "http://["])(
  "%j is not opened",
  async (url) => {
    await show("link_button", { ...LINK, url });
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByRole<HTMLButtonElement>("button").disabled).toBe(true);
  },
);

test("a disabled one is no link", async () => {
  await show("link_button", { ...LINK, disabled: true });
  expect(screen.queryByRole("link")).toBeNull();
});
