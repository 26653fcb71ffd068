import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "../testing";

const TASK = { label: "Train", task: 7, status: "running", started: Date.now() / 1000 } as const;

test("a task that runs shows how far it is, and can be cancelled", async () => {
  const { sent, id } = await show("task_status", { ...TASK, progress: 0.25, text: "epoch 1" });
  const bar = screen.getByRole("progressbar", { name: "Progress of Train" });
  expect(bar.getAttribute("aria-valuenow")).toBe("25");
  expect(screen.getByRole("status").textContent).toBe("Running");
  expect(screen.getByText("epoch 1")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(sent).toEqual([[[id, "cancel"]]]);
});

test("one that does not say how far it is has a bar of unknown length", async () => {
  await show("task_status", TASK);
  expect(screen.getByRole("progressbar").hasAttribute("aria-valuenow")).toBe(false);
});

test("one that waits says how many are before it", async () => {
  await show("task_status", { ...TASK, status: "pending", started: null, position: 3 });
  expect(screen.getByText("Number 3 in the queue")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Cancel" })).toBeTruthy();
});

test("one that has failed shows its error, and can be tried again", async () => {
  const error = { type: "ValueError", message: "no number" } as never;
  const { sent, id, apply } = await show("task_status", TASK);
  apply(["set", id, { status: "failed", error, elapsed: 1.25 }]);
  expect(screen.getByText("no number")).toBeTruthy();
  expect(screen.getByText("1.2 s")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(sent).toEqual([[[id, "retry"]]]);
});

test("one that is done offers nothing more", async () => {
  await show("task_status", { ...TASK, status: "done", elapsed: 2 });
  expect(screen.queryByRole("button")).toBeNull();
});

test("what a task prints can be read and scrolled by keyboard", async () => {
  await show("task_status", { ...TASK, output: "epoch 0\nepoch 1\n" });
  const output = screen.getByRole("region", { name: "Output of Train" });
  expect(output.textContent).toBe("epoch 0\nepoch 1\n");
  expect(output.tabIndex).toBe(0);
});
