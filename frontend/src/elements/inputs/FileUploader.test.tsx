import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { Upload } from "../../protocol.gen";
import { show } from "../testing";
import { battery } from "./battery";
import { FakeRequest, fakeRequests } from "./fakeUploads";

const ID = 10;
const UPLOAD: Upload = {
  token: "t",
  types: [],
  max_size: 1000,
  multiple: true,
  recordings: false,
  directory: false,
};
const SCARF = { id: "id of scarf.csv", name: "scarf.csv", size: 3, type: "text/csv" };

beforeEach(fakeRequests);

const input = () => document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
const file = (name: string, content = "1,2", type = "text/csv") => new File([content], name, { type });
const choose = async (...files: File[]) => userEvent.upload(input(), files, { applyAccept: false });
const names = () => [...document.querySelectorAll("li [title]")].map((each) => each.textContent);

battery({
  kind: "file_uploader",
  props: { value: [], upload: UPLOAD },
  role: "button",
  read: names,
  seen: [],
  enter: async () => {
    if (input().disabled) throw new Error("pointer-events: it is disabled");
    await choose(file("scarf.csv"));
    await vi.waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  },
  sends: [SCARF],
  entered: ["scarf.csv"],
  hostile: [null, 5, "red", { id: 1 }, [null, 1, { id: 2, name: 3 }]],
});

test("a file goes to the server with the widget's token, and its value names it", async () => {
  const { sent } = await show("file_uploader", { label: "W", upload: UPLOAD });
  await choose(file("grün.csv"));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  const [request] = FakeRequest.all as [FakeRequest];
  expect([request.method, new URL(request.url).pathname]).toEqual(["PUT", "/_treadle/upload"]);
  expect(request.headers["X-Treadle-Upload"]).toBe("t");
  expect(request.headers["X-Treadle-Name"]).toBe("gr%C3%BCn.csv");
});

test("files that are sent together come in one value", async () => {
  FakeRequest.atOnce = false;
  const { sent } = await show("file_uploader", { label: "W", upload: UPLOAD });
  await choose(file("a"), file("b"), file("c"), file("d"));
  expect(FakeRequest.all).toHaveLength(3); // the fourth waits
  act(() => FakeRequest.all[0]?.upload.onprogress?.({ loaded: 1, total: 4 }));
  expect(screen.getAllByRole("progressbar")[0]?.getAttribute("value")).toBe("0.25");
  for (const i of [0, 1, 2, 3]) await act(async () => FakeRequest.all[i]?.answer());
  expect(sent).toHaveLength(1);
  expect(names()).toEqual(["a", "b", "c", "d"]);
});

test("what the server refuses is said at the widget, and nothing is sent to the app", async () => {
  FakeRequest.atOnce = false;
  const { sent } = await show("file_uploader", { label: "W", upload: UPLOAD });
  await choose(file("a"));
  await act(async () => FakeRequest.all[0]?.answer(507, { error: "The disk is full." }));
  expect(screen.getByRole("alert").textContent).toBe("The disk is full.");
  await userEvent.click(screen.getByRole("button", { name: "Try a again" }));
  await act(async () => FakeRequest.all[1]?.answer());
  expect(screen.queryByRole("alert")).toBeNull();
  expect(sent).toHaveLength(1);
});

test("a file of a wrong type or size is not sent at all", async () => {
  const upload = { ...UPLOAD, types: [".csv"] };
  await show("file_uploader", { label: "W", upload });
  await choose(file("a.exe"), file("b.csv", "x".repeat(1001)));
  expect(screen.getAllByRole("alert").map((each) => each.textContent)).toEqual([
    "“a.exe” has a wrong type. Allowed: .csv.",
    "“b.csv” is too large: 1001 B. The limit is 1000 B.",
  ]);
  expect(FakeRequest.all).toEqual([]);
});

test("a file can be cancelled, and removed", async () => {
  FakeRequest.atOnce = false;
  const { sent } = await show("file_uploader", { label: "W", upload: UPLOAD, value: [SCARF] });
  await choose(file("a"));
  await userEvent.click(screen.getByRole("button", { name: "Cancel a" }));
  expect(FakeRequest.all[0]?.aborted).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Remove scarf.csv" }));
  expect(sent).toEqual([[[ID, []]]]);
  expect(FakeRequest.all.at(-1)?.method).toBe("DELETE");
});

test("a new file takes the place of the old where there is one", async () => {
  const one = { ...UPLOAD, multiple: false };
  const { sent } = await show("file_uploader", { label: "W", upload: one, value: [SCARF] });
  await choose(file("hat.csv"));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(names()).toEqual(["hat.csv"]);
});

test("files are dropped and pasted, those in folders with their place", async () => {
  const entry = (name: string) => ({
    isFile: true,
    isDirectory: false,
    fullPath: `/top/${name}`,
    file: (take: (it: File) => void) => take(file(name)),
  });
  let rest = [entry("a"), entry("b")];
  const folder = {
    isFile: false,
    isDirectory: true,
    createReader: () => ({
      readEntries: (take: (it: unknown[]) => void) => {
        take(rest);
        rest = [];
      },
    }),
  };
  await show("file_uploader", { label: "W", upload: { ...UPLOAD, directory: true } });
  const zone = screen.getByRole("button", { name: "W" }).parentElement as HTMLElement;
  const items = [{ kind: "file", webkitGetAsEntry: () => folder }];
  fireEvent.drop(zone, { dataTransfer: { types: ["Files"], items, files: [] } });
  await vi.waitFor(() => expect(names()).toEqual(["top/a", "top/b"]));
  fireEvent.paste(zone, { clipboardData: { items: [], files: [file("c")] } });
  await vi.waitFor(() => expect(names()).toEqual(["top/a", "top/b", "c"]));
});

test("what is on its way is given up with the element", async () => {
  FakeRequest.atOnce = false;
  const { apply } = await show("file_uploader", { label: "W", upload: UPLOAD });
  await choose(file("a"));
  apply(["remove", [ID]]);
  expect(FakeRequest.all[0]?.aborted).toBe(true);
});
