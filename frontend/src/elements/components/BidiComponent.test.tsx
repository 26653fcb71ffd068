import { act, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { Operation, Props } from "../../protocol.gen";
import { show } from "../testing";
import type { ScriptArguments } from "./parts/script";

const ID = 10;
const script = vi.hoisted(() => vi.fn());

vi.mock("./parts/script", async (original) => {
  const real = await original<typeof import("./parts/script")>();
  class Runner extends real.Runner {
    override run(address: string, given: ScriptArguments) {
      return super.run(address, given, async () => (each) => script(address, each));
    }
  }
  return { ...real, Runner };
});

beforeEach(() => script.mockReset());

const event = (name: string, id: number): Operation => [
  "insert",
  id,
  ID,
  0,
  "component_event",
  { name, owner: "o" },
];

const component = (props: Partial<Props<"bidi_component">> = {}) =>
  show("bidi_component", { name: "pkg.probe", html: "<p>hello</p>", script: "abc", ...props }, [
    event("pressed", 11),
    event("done", 12),
  ]);

const latest = () => script.mock.lastCall?.[1] as ScriptArguments;

test("its HTML and styles stand in a shadow root, and its script gets that root", async () => {
  await component({ css: "p { color: red }", data: '{"a": 1}' });
  const root = screen.getByTestId("stBidiComponentIsolated").shadowRoot;
  expect(root?.querySelector("p")?.textContent).toBe("hello");
  expect(root?.querySelector("style")?.textContent).toBe("p { color: red }");
  expect(script.mock.lastCall?.[0]).toMatch(/_treadle\/script\/abc\.js$/);
  expect(latest()).toMatchObject({ name: "pkg.probe", data: { a: 1 }, parentElement: root });
});

test("without isolation it stands in the page, and files are loaded by their names", async () => {
  await component({ isolated: false, script_file: "js/index 1.js", css_file: "main.css" });
  const place = screen.getByTestId("stBidiComponentRegular");
  expect(place.querySelector("p")?.textContent).toBe("hello");
  expect(place.querySelector("link")?.href).toMatch(/\/_stcore\/bidi-components\/pkg\.probe\/main\.css$/);
  expect(script.mock.lastCall?.[0]).toMatch(/\/_stcore\/bidi-components\/pkg\.probe\/js\/index%201\.js$/);
});

test("parts of the state are joined, and events go to their own places", async () => {
  const { sent } = await component();
  act(() => latest().setStateValue("a", 1));
  act(() => latest().setStateValue("b", undefined));
  act(() => latest().setTriggerValue("done", { x: null }));
  expect(sent).toEqual([[[ID, '{"a":1}']], [[ID, '{"a":1,"b":null}']], [[12, '{"x":null}']]]);
});

test("the script runs again for other data, not for another value", async () => {
  const { apply } = await component({ data: "1" });
  expect(script).toHaveBeenCalledTimes(1);
  await act(async () => apply(["set", ID, { value: '{"a":1}' }]));
  expect(script).toHaveBeenCalledTimes(1);
  await act(async () => apply(["set", ID, { data: "2" }]));
  expect(script).toHaveBeenCalledTimes(2);
  expect(latest().data).toBe(2);
  await act(async () => apply(["set", ID, { html: "<p>bye</p>" }]));
  expect(script).toHaveBeenCalledTimes(2);
});
