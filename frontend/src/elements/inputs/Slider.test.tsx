import { fireEvent, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { show } from "../testing";
import { battery } from "./battery";

const ID = 10;
const SCALE = {
  label: "Width",
  value: [50],
  type: "int",
  min: 0,
  max: 100,
  step: 1,
  format: "%d cm",
} as const;

beforeEach(() => {
  // jsdom lays nothing out and captures no pointers.
  Element.prototype.setPointerCapture = () => {};
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue({
    left: 0,
    width: 200,
    top: 0,
    height: 4,
    right: 200,
    bottom: 4,
    x: 0,
    y: 0,
    toJSON: () => "",
  }); // prettier-ignore
});

const bar = () => document.querySelector(".tr-scale-bar") as HTMLElement;

test("a handle has a name, a value and limits", async () => {
  await show("slider", SCALE);
  const handle = screen.getByRole("slider", { name: "Width" });
  expect(handle.getAttribute("aria-valuenow")).toBe("50");
  expect(handle.getAttribute("aria-valuetext")).toBe("50 cm");
  expect(screen.getByText("100 cm")).toBeTruthy();
});

test("a drag sends where it ends", async () => {
  const { sent } = await show("slider", SCALE);
  fireEvent.pointerDown(bar(), { clientX: 100, button: 0 });
  fireEvent.pointerMove(bar(), { clientX: 120 });
  fireEvent.pointerMove(bar(), { clientX: 160 });
  expect(screen.getByRole("slider").getAttribute("aria-valuenow")).toBe("80");
  expect(sent).toEqual([]);
  fireEvent.pointerUp(bar(), { clientX: 160 });
  expect(sent).toEqual([[[ID, [80]]]]);
});

test("a drag that pauses sends where it is", async () => {
  const { sent } = await show("slider", SCALE);
  fireEvent.pointerDown(bar(), { clientX: 20, button: 0 });
  await vi.waitFor(() => expect(sent).toEqual([[[ID, [10]]]]));
});

test.each([
  ["ArrowRight", 51],
  ["ArrowDown", 49],
  ["PageUp", 60],
  ["Home", 0],
  ["End", 100],
])("%s goes to %d", async (key, to) => {
  const { sent } = await show("slider", SCALE);
  fireEvent.keyDown(screen.getByRole("slider"), { key });
  await vi.waitFor(() => expect(sent).toEqual([[[ID, [to]]]]));
});

test("of a range the nearer handle moves, and not past the other", async () => {
  const { sent } = await show("slider", { ...SCALE, value: [20, 60] });
  fireEvent.pointerDown(bar(), { clientX: 60, button: 0 });
  fireEvent.pointerMove(bar(), { clientX: 180 });
  fireEvent.pointerUp(bar(), { clientX: 180 });
  expect(sent).toEqual([[[ID, [60, 60]]]]);
  expect(screen.getByRole("group", { name: "Width" })).toBeTruthy();
});

test("a disabled slider does not move", async () => {
  const { sent } = await show("slider", { ...SCALE, disabled: true });
  fireEvent.pointerDown(bar(), { clientX: 20, button: 0 });
  fireEvent.keyDown(screen.getByRole("slider"), { key: "End" });
  fireEvent.pointerUp(bar(), { clientX: 20 });
  expect(screen.getByRole("slider").getAttribute("aria-valuenow")).toBe("50");
  expect(sent).toEqual([]);
});

test("two handles at the end can be parted again", async () => {
  const { sent } = await show("slider", { ...SCALE, value: [100, 100] });
  fireEvent.pointerDown(bar(), { clientX: 200, button: 0 });
  fireEvent.pointerMove(bar(), { clientX: 80 });
  fireEvent.pointerUp(bar(), { clientX: 80 });
  expect(sent).toEqual([[[ID, [40, 100]]]]);
});

battery({
  kind: "slider",
  props: { value: [50], type: "int", min: 0, max: 100, step: 1, format: "%d" },
  role: "slider",
  read: () => screen.getByRole("slider").getAttribute("aria-valuenow"),
  seen: "50",
  enter: async () => {
    fireEvent.keyDown(screen.getByRole("slider"), { key: "End" });
  },
  sends: [100],
  entered: "100",
  hostile: [[Number.NaN], [-5], [1e300]],
});
