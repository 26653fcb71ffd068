import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { DEFAULTS, type Kind, type Props } from "../../protocol.gen";
import Alert from "./Alert";
import Code from "./Code";
import Exception from "./Exception";
import Heading from "./Heading";
import Json from "./Json";

function props<K extends Kind>(kind: K, given: Partial<Props<K>>): Props<K> {
  return { ...DEFAULTS[kind], ...given } as Props<K>;
}

test("a tree opens as many levels as asked for, and more on demand", async () => {
  render(<Json id={1} props={props("json", { body: '{"a": {"b": [[NaN]]}}', expanded: 1 })} />);
  expect(screen.queryByText('"b"')).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /"a"/ }));
  await userEvent.click(screen.getByRole("button", { name: /"b"/ }));
  await userEvent.click(screen.getByRole("button", { name: /0/ }));
  expect(screen.getByText("NaN")).toBeTruthy();
});

test("what is open in a tree stays open while it is the same tree, and is not open in another", async () => {
  const show = (body: string) => <Json id={1} props={props("json", { body, expanded: false })} />;
  const { rerender } = render(show('{"a": {"b": [[1]]}}'));
  await userEvent.click(screen.getByRole("button", { expanded: false }));
  expect(screen.getByText('"a"')).toBeTruthy();
  rerender(show('{"a": {"b": [[2]]}, "new": 1}'));
  expect(screen.getByText('"new"')).toBeTruthy();
  rerender(show('{"other": {"b": [[3]]}}'));
  expect(screen.queryByText('"other"')).toBeNull();
});

test("a short list is one line", () => {
  render(<Json id={1} props={props("json", { body: '{"threads": [5, 4, "three"], "long": [[1]]}' })} />);
  expect(document.querySelector(".tr-json-inside > .tr-json-row")?.textContent).toBe(
    '"threads": [5, 4, "three"],',
  );
});

test("text that is not JSON is shown, and said to be none", () => {
  render(<Json id={1} props={props("json", { body: "nope" })} />);
  expect(screen.getByText("nope")).toBeTruthy();
  expect(screen.getByRole("note").textContent).toContain("not JSON");
});

test("code is there before its colours, and can be copied", async () => {
  const user = userEvent.setup();
  const given = props("code", { body: "for x in y:\n    pass", line_numbers: true });
  await act(async () => render(<Code id={1} props={given} />));
  expect(document.querySelector("pre")?.textContent?.trimEnd()).toBe("for x in y:\n    pass");
  await waitFor(() => expect(document.querySelector(".hljs-keyword")).toBeTruthy());
  expect(document.querySelector("pre")?.textContent?.trimEnd()).toBe("for x in y:\n    pass");
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toBe("for x in y:\n    pass");
  expect(screen.getByRole("button", { name: "Copied" })).toBeTruthy();
});

test("a heading has its anchor unless it wants none", () => {
  const { rerender } = render(<Heading id={1} props={props("heading", { body: "Two words", level: 2 })} />);
  expect(screen.getByRole("heading", { level: 2 }).id).toBe("two-words");
  expect(screen.getByRole("link").getAttribute("href")).toMatch(/#two-words$/);
  rerender(<Heading id={1} props={props("heading", { body: "Two words", level: 2, linked: false })} />);
  expect(screen.queryByRole("link")).toBeNull();
});

test("an alert tells its level to who cannot see its colour", () => {
  render(<Alert id={1} props={props("alert", { body: "Too late", level: "error" })} />);
  expect(screen.getByRole("alert").textContent).toBe("Too late");
  expect(screen.getByRole("img", { name: "error" })).toBeTruthy();
});

test("a sign at the beginning of an alert is text beside the sign of its level", async () => {
  render(<Alert id={1} props={props("alert", { body: "🔥 Hot", level: "info" })} />);
  expect((await screen.findByText("🔥 Hot")).tagName).toBe("P");
  expect(screen.getByRole("img", { name: "info" })).toBeTruthy();
});

test("code keeps blanks at the ends of lines", () => {
  render(<Code id={1} props={props("code", { body: "a  \n\tb\t \n  ", language: null })} />);
  expect(document.querySelector("code")?.textContent).toBe("a  \n\tb\t \n  \n");
});

test("an exception emphasises the app's innermost line and folds libraries", () => {
  const frame = { line: 2, function: "", code: "load()" };
  const frames = [
    { ...frame, file: "app.py", app: true },
    { ...frame, file: "lib.py", app: false },
    { ...frame, file: "lib2.py", app: false },
  ];
  const given = { type: "lib.BadData", message: "no", frames, thread: "w-1", spawn: [frames[0] as never] };
  render(<Exception id={1} props={props("exception", given)} />);
  expect(screen.getByText("2 frames in libraries")).toBeTruthy();
  expect(document.querySelector("[data-emphasis]")?.textContent).toContain("app.py:2");
  expect(screen.getByText("w-1").parentElement?.textContent).toContain("started at app.py:2");
});
