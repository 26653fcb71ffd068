import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "../testing";

const ID = 10;
const FILE = { label: "Save", address: "_treadle/download/key" };

/** The links that the page follows. */
function followed(): string[] {
  const links: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    links.push(`${new URL(this.href).pathname}${new URL(this.href).search} as ${this.download}`);
  });
  return links;
}

afterEach(() => vi.restoreAllMocks());

test("a press saves the file, and is sent", async () => {
  const links = followed();
  const { sent } = await show("download_button", { ...FILE, file_name: "a b.csv" });
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(links).toEqual(["/_treadle/download/key/10 as a b.csv"]);
  expect(sent).toEqual([[[ID, true]]]);
});

test("a quiet one is not sent, and a disabled one does nothing", async () => {
  const links = followed();
  const { sent, apply } = await show("download_button", { ...FILE, quiet: true });
  await userEvent.click(screen.getByRole("button"));
  apply(["set", ID, { disabled: true }]);
  await userEvent.click(screen.getByRole("button")).catch(() => {});
  expect([links.length, sent]).toEqual([1, []]);
});

test("a file that the app makes is waited for", async () => {
  const links = followed();
  let answer = (_: Response) => {};
  const fetched = vi.spyOn(globalThis, "fetch").mockReturnValue(new Promise((resolve) => (answer = resolve)));
  const { sent } = await show("download_button", { ...FILE, made: true });
  await userEvent.click(screen.getByRole("button"));
  await userEvent.click(screen.getByRole("button")).catch(() => {});
  expect(fetched).toHaveBeenCalledTimes(1);
  expect([links, sent]).toEqual([[], []]);
  answer(new Response("made=abc"));
  await waitFor(() => expect(links).toEqual(["/_treadle/download/key/10?made=abc as "]));
  await waitFor(() => expect(sent).toEqual([[[ID, true]]]));
});

test("what goes wrong is said at the button", async () => {
  const links = followed();
  vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(null, { status: 204 }));
  const { sent } = await show("download_button", { ...FILE, made: true });
  await userEvent.click(screen.getByRole("button"));
  expect((await screen.findByRole("alert")).textContent).toBe("The app could not make the file.");
  expect([links, sent]).toEqual([[], []]);
});
