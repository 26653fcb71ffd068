import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;

const field = () => screen.getByRole<HTMLInputElement>("textbox");

battery({
  kind: "text_input",
  props: { value: "Ada" },
  role: "textbox",
  read: () => field().value,
  seen: "Ada",
  enter: async () => {
    await userEvent.type(field(), " L");
    await userEvent.tab();
  },
  sends: "Ada L",
  entered: "Ada L",
  hostile: [null, "<script>alert(1)</script>", "x".repeat(100_000), "a\u0000b"],
});

test("a text is sent on Enter, and not before", async () => {
  const { sent } = await show("text_input", { label: "Name", value: "Ada" });
  const input = screen.getByRole("textbox", { name: "Name" });
  await userEvent.type(input, " L");
  expect(sent).toEqual([]);
  expect(screen.getByText("Enter")).toBeTruthy();
  await userEvent.type(input, "{Enter}");
  expect(sent).toEqual([[[ID, "Ada L"]]]);
  await userEvent.tab();
  expect(sent).toHaveLength(1);
});

test("a text is sent when the focus leaves", async () => {
  const { sent } = await show("text_input", { label: "Name" });
  await userEvent.type(screen.getByRole("textbox"), "x");
  await userEvent.tab();
  expect(sent).toEqual([[[ID, "x"]]]);
});

test("a live text is sent after a pause", async () => {
  const { sent } = await show("text_input", { label: "Search", live: 300 });
  await userEvent.type(screen.getByRole("textbox"), "ab");
  await vi.waitFor(() => expect(sent).toEqual([[[ID, "ab"]]]));
});

test("a text that does not match is not sent, and says why", async () => {
  const { sent } = await show("text_input", { label: "Mail", pattern: "@", complaint: "No address." });
  const input = screen.getByRole("textbox");
  await userEvent.type(input, "x{Enter}");
  expect(sent).toEqual([]);
  expect(screen.getByRole("alert").textContent).toBe("No address.");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  await userEvent.type(input, "@y{Enter}");
  expect(sent).toEqual([[[ID, "x@y"]]]);
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a required text keeps the last one that was sent", async () => {
  const { sent } = await show("text_input", { label: "Name", value: "Ada", required: true });
  await userEvent.clear(screen.getByRole("textbox"));
  await userEvent.tab();
  expect(sent).toEqual([]);
  expect(screen.getByRole("alert").textContent).toBe("This is required.");
});

test("a password can be looked at", async () => {
  await show("text_input", { label: "Password", type: "password", value: "secret" });
  const input = screen.getByLabelText("Password");
  expect(input.getAttribute("type")).toBe("password");
  await userEvent.click(screen.getByRole("button", { name: "Show password" }));
  expect(input.getAttribute("type")).toBe("text");
});

test("a search can be cleared at once", async () => {
  const { sent } = await show("text_input", { label: "Search", type: "search", value: "linen" });
  await userEvent.click(screen.getByRole("button", { name: "Clear" }));
  expect(sent).toEqual([[[ID, ""]]]);
});

test.each(["text_input", "text_area"] as const)(
  "a long text that is pasted into a %s stays, and is too long",
  async (kind) => {
    const { sent } = await show(kind, { label: "Name", max_chars: 3 });
    await userEvent.click(field());
    await userEvent.paste("abcdef");
    expect(field().value).toBe("abcdef");
    await userEvent.tab();
    expect(sent).toEqual([]);
    expect(screen.getByRole("alert").textContent).toMatch(/3 characters too long/);
  },
);

test("an emoji is one character, whatever it is made of", async () => {
  const { sent } = await show("text_input", { label: "Name", max_chars: 3 });
  await userEvent.click(field());
  await userEvent.paste("👩‍💻🇩🇪👍🏽");
  await userEvent.tab();
  expect(sent).toEqual([[[ID, "👩‍💻🇩🇪👍🏽"]]]);
  expect(screen.queryByRole("alert")).toBeNull();
});
