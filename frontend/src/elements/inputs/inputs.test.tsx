import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../testing";

// jsdom scrolls nothing.
Element.prototype.scrollIntoView ??= () => {};

const ID = 10;

test.each(["checkbox", "switch"])("a %s sends what it becomes", async (role) => {
  const { sent } = await show("checkbox", { label: "I agree", toggle: role === "switch" });
  await userEvent.click(screen.getByRole(role, { name: "I agree" }));
  await userEvent.click(screen.getByText("I agree"));
  expect(sent).toEqual([[[ID, true]], [[ID, false]]]);
});

test("a disabled checkbox sends nothing", async () => {
  const { sent } = await show("checkbox", { label: "No", disabled: true });
  await userEvent.click(screen.getByRole("checkbox"));
  expect(sent).toEqual([]);
});

test("a value that the server refuses is shown no more", async () => {
  const { apply } = await show("checkbox", { label: "A" });
  await userEvent.click(screen.getByRole("checkbox"));
  apply(["set", ID, { value: false }]);
  expect(screen.getByRole<HTMLInputElement>("checkbox").checked).toBe(false);
});

test("a button fires, by a click and by its shortcut", async () => {
  const { sent } = await show("button", { label: "Save", shortcut: "Mod+S" });
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  fireEvent.keyDown(document.body, { key: "s", ctrlKey: true });
  fireEvent.keyDown(document.body, { key: "s" });
  expect(sent).toEqual([[[ID, true]], [[ID, true]]]);
  expect(screen.getByRole("button").getAttribute("aria-keyshortcuts")).toBe("Control+S");
});

test("a disabled button hears no shortcut", async () => {
  const { sent } = await show("button", { label: "Save", shortcut: "S", disabled: true });
  fireEvent.keyDown(document.body, { key: "s" });
  expect(sent).toEqual([]);
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
  const { sent } = await show("text_input", { label: "Search", live: 20 });
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
  expect(screen.getByRole("alert").textContent).toBe("This is needed.");
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

test("in an area Enter is a new line, and Ctrl+Enter sends", async () => {
  const { sent } = await show("text_area", { label: "Notes" });
  const area = screen.getByRole("textbox", { name: "Notes" });
  await userEvent.type(area, "a{Enter}b");
  expect(sent).toEqual([]);
  await userEvent.type(area, "{Control>}{Enter}{/Control}");
  expect(sent).toEqual([[[ID, "a\nb"]]]);
});

const NUMBER = { label: "N", value: 4, integer: true, min: 1, max: 9, step: 2, format: "%d" };

test("a number is sent on Enter, as a number", async () => {
  const { sent } = await show("number_input", NUMBER);
  const input = screen.getByRole("spinbutton", { name: "N" });
  await userEvent.clear(input);
  await userEvent.type(input, "7{Enter}");
  expect(sent).toEqual([[[ID, 7]]]);
});

test.each([
  ["12", "This must be at most 9."],
  ["0", "This must be at least 1."],
  ["1.5", "This must be a whole number."],
  ["x", "This is not a number."],
])("“%s” is not sent: %s", async (typed, complaint) => {
  const { sent } = await show("number_input", NUMBER);
  const input = screen.getByRole("spinbutton");
  await userEvent.clear(input);
  await userEvent.type(input, `${typed}{Enter}`);
  expect(sent).toEqual([]);
  expect(screen.getByRole("alert").textContent).toBe(complaint);
});

test("a number steps by the buttons and the arrows, to its limits", async () => {
  const { sent } = await show("number_input", NUMBER);
  const input = screen.getByRole<HTMLInputElement>("spinbutton");
  await userEvent.click(screen.getByRole("button", { name: "Increase" }));
  await userEvent.type(input, "{ArrowUp}{ArrowUp}{ArrowUp}");
  expect(input.value).toBe("9");
  await vi.waitFor(() => expect(sent).toEqual([[[ID, 9]]]));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Increase" }).disabled).toBe(true);
});

test("steps add up without dust", async () => {
  await show("number_input", { label: "N", value: 0.1, step: 0.1, format: "%0.2f" });
  const input = screen.getByRole<HTMLInputElement>("spinbutton");
  await userEvent.type(input, "{ArrowUp}{ArrowUp}");
  expect(input.value).toBe("0.30");
  expect(input.getAttribute("aria-valuenow")).toBe("0.3");
});

test("an emptied number is sent as none", async () => {
  const { sent } = await show("number_input", NUMBER);
  await userEvent.clear(screen.getByRole("spinbutton"));
  await userEvent.tab();
  expect(sent).toEqual([[[ID, null]]]);
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
