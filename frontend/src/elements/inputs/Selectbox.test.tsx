import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

// jsdom scrolls nothing.
Element.prototype.scrollIntoView ??= () => {};

const ID = 10;

const list = () => screen.getByRole<HTMLInputElement>("combobox");

battery({
  kind: "selectbox",
  props: { options: ["Linen", "Wool", "Silk"], value: 0 },
  role: "combobox",
  read: () => list().value,
  seen: "Linen",
  enter: async () => {
    await userEvent.click(list());
    await userEvent.click(screen.getByRole("option", { name: "Silk" }));
  },
  sends: 2,
  entered: "Silk",
  hostile: [null, -1, 99, 0.5, "<b>new</b>"],
});

const LIST = { label: "Fibre", options: ["Linen", "Wool", "Silk"], value: 0 };

test("options of a list are shown as they are: its field is a text field, which knows no Markdown", async () => {
  await show("selectbox", { label: "Fibre", options: ["**Linen**", ":red[Wool]"], value: 0 });
  const field = screen.getByRole<HTMLInputElement>("combobox", { name: "Fibre" });
  expect(field.value).toBe("**Linen**");
  await userEvent.click(field);
  expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual([
    "**Linen**",
    ":red[Wool]",
  ]);
});

test("a list opens, and sends the index of what is chosen", async () => {
  const { sent } = await show("selectbox", LIST);
  await userEvent.click(screen.getByRole("combobox", { name: "Fibre" }));
  await userEvent.click(screen.getByRole("option", { name: "Silk" }));
  expect(sent).toEqual([[[ID, 2]]]);
  expect(screen.getByRole<HTMLInputElement>("combobox").value).toBe("Silk");
});

test("typing narrows a list, and Enter takes the first", async () => {
  const { sent } = await show("selectbox", LIST);
  await userEvent.click(screen.getByRole("combobox"));
  await userEvent.keyboard("wo");
  expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual(["Wool"]);
  await userEvent.keyboard("{Enter}");
  expect(sent).toEqual([[[ID, 1]]]);
});

test("a letter and Enter take the first that matches, though the list was closed", async () => {
  const { sent } = await show("selectbox", LIST);
  screen.getByRole("combobox").focus();
  await userEvent.keyboard("w{Enter}");
  expect(sent).toEqual([[[ID, 1]]]);
});

test("the arrow keys go on from what is chosen, and a screen reader is told where they are", async () => {
  const { sent } = await show("selectbox", { ...LIST, value: 1 });
  const field = screen.getByRole("combobox");
  const marked = () =>
    document.getElementById(field.getAttribute("aria-activedescendant") ?? "")?.textContent;
  field.focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("listbox", { name: "Options" })).toBeTruthy();
  expect(screen.getByRole("option", { selected: true }).textContent).toBe("Wool");
  expect(marked()).toBe("Wool");
  await userEvent.keyboard("{ArrowDown}");
  expect(marked()).toBe("Silk");
  await userEvent.keyboard("li");
  expect(marked()).toBe("Linen");
  await userEvent.keyboard("{Escape}");
  expect(field.getAttribute("aria-activedescendant")).toBeNull();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  expect(sent).toEqual([[[ID, 2]]]);
});

test("a list says that nothing matches, and a closed one says nothing", async () => {
  await show("selectbox", LIST);
  expect(screen.queryByText("No such option")).toBeNull();
  await userEvent.click(screen.getByRole("combobox"));
  await userEvent.keyboard("z");
  expect(screen.getByText("No such option")).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByText("No such option")).toBeNull();
});

test("a list that is left shows what it had", async () => {
  const { sent } = await show("selectbox", LIST);
  await userEvent.click(screen.getByRole("combobox"));
  await userEvent.keyboard("wo");
  await userEvent.tab();
  expect(sent).toEqual([]);
  expect(screen.getByRole<HTMLInputElement>("combobox").value).toBe("Linen");
});

test("a new option is sent as its text", async () => {
  const { sent } = await show("selectbox", { ...LIST, accept_new_options: true });
  await userEvent.click(screen.getByRole("combobox"));
  await userEvent.keyboard("Hemp");
  expect(screen.getByRole("option").textContent).toBe("Add Hemp");
  await userEvent.keyboard("{Enter}");
  expect(sent).toEqual([[[ID, "Hemp"]]]);
  expect(screen.getByRole<HTMLInputElement>("combobox").value).toBe("Hemp");
});

test("a choice can be taken back only where there was none at first", async () => {
  const { sent, apply } = await show("selectbox", LIST);
  expect(screen.queryByRole("button", { name: "Clear" })).toBeNull();
  apply(["set", ID, { clearable: true }]);
  await userEvent.click(screen.getByRole("button", { name: "Clear" }));
  expect(sent).toEqual([[[ID, null]]]);
});

test("a long list is put into the page a part at a time", async () => {
  const options = Array.from({ length: 5000 }, (_, i) => `Option ${i}`);
  await show("selectbox", { label: "Many", options, value: 300 });
  await userEvent.click(screen.getByRole("combobox"));
  expect(screen.getAllByRole("option")).toHaveLength(320);
  expect(screen.getByRole("option", { name: "Option 300" }).getAttribute("data-chosen")).toBe("true");
});

test("a list without options cannot be used", async () => {
  await show("selectbox", { label: "None", options: [] });
  expect(screen.getByRole<HTMLInputElement>("combobox").disabled).toBe(true);
  expect(screen.getByPlaceholderText("No options to choose from")).toBeTruthy();
});
