import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;

battery({
  kind: "select_slider",
  props: { options: ["S", "M", "L"], value: [0] },
  role: "slider",
  read: () => screen.getByRole("slider").getAttribute("aria-valuetext"),
  seen: "S",
  enter: async () => {
    fireEvent.keyDown(screen.getByRole("slider"), { key: "End" });
  },
  sends: [2],
  entered: "L",
  hostile: [[-1], [99], [0.5]],
});

test("a range has two handles", async () => {
  const { sent } = await show("select_slider", { label: "Size", options: ["S", "M", "L"], value: [0, 2] });
  const [, to] = screen.getAllByRole("slider");
  fireEvent.keyDown(to as HTMLElement, { key: "ArrowLeft" });
  await vi.waitFor(() => expect(sent).toEqual([[[ID, [0, 1]]]]));
  expect(screen.getAllByRole("slider").map((handle) => handle.getAttribute("aria-valuetext"))).toEqual([
    "S",
    "M",
  ]);
});
