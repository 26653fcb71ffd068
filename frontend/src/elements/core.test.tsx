import { act, fireEvent, render, renderHook, screen } from "@testing-library/react";
import { type ReactNode, useRef } from "react";
import { expect, test, vi } from "vitest";
import { Client } from "../connection/client";
import { Interactions } from "../connection/interactions";
import type { Operation } from "../protocol.gen";
import { ROOT, Store } from "../store/store";
import { AppContext } from "./app";
import { Children } from "./Children";
import { pascalCase } from "./contract";
import { useChildNodes, useFormChanged, useGeneration, useTrigger, useWidget } from "./hooks";
import { NodeView } from "./NodeView";
import { register } from "./registry";
import { sizeStyle } from "./size";
import { registerStructure } from "./structure";

interface TestProps {
  readonly id: number;
  // biome-ignore lint/suspicious/noExplicitAny: kinds of the tests' own.
  readonly props: any;
}

function Text({ props }: TestProps): ReactNode {
  const renders = useRef(0);
  renders.current += 1;
  return <p>{`${props.body} (${renders.current})`}</p>;
}

function Tick({ id, props }: TestProps): ReactNode {
  const { value, send, disabled } = useWidget<boolean>(id, props);
  return (
    <input
      type="checkbox"
      aria-label={props.label}
      checked={value}
      disabled={disabled}
      onChange={(event) => send(event.target.checked)}
    />
  );
}

function Press({ id, props }: TestProps): ReactNode {
  const fire = useTrigger(id);
  return (
    <button type="button" onClick={() => fire()}>
      {props.label}
    </button>
  );
}

function Form({ id }: TestProps): ReactNode {
  return (
    <fieldset data-changed={useFormChanged(id)}>
      <Children id={id} />
    </fieldset>
  );
}

function Titles({ id }: TestProps): ReactNode {
  return (
    <h2>
      {useChildNodes<"page">(id)
        .map((node) => node.props.title)
        .join(" | ")}
    </h2>
  );
}

function Thrower({ props }: TestProps): ReactNode {
  if (props.bad) throw new Error("no such column");
  return <p>well</p>;
}

registerStructure();
for (const [kind, element] of Object.entries({
  t_text: Text,
  t_tick: Tick,
  t_press: Press,
  form: Form,
  t_titles: Titles,
  t_thrower: Thrower,
})) {
  register(kind, element);
}
register("form_submit_button", Press);

function show(...ops: Operation[]) {
  const sent: unknown[] = [];
  const store = new Store();
  const client = new Client({ store, url: "ws://test", address: () => ["/", ""], info: vi.fn() });
  const interactions = new Interactions(store, (changes) => sent.push(changes));
  const apply = (next: Operation[], stale: number[] | null = null, replaced: number[] | null = null) =>
    act(() => store.apply(["batch", 1, next, null, stale, [], false, replaced]));
  apply([["insert", 1, ROOT, 0, "main", {}], ...ops]);
  render(
    <AppContext value={{ store, client, interactions }}>
      <NodeView id={1} />
    </AppContext>,
  );
  return { sent, apply, box: (id: number) => document.querySelector(`[data-node="${id}"]`) as HTMLElement };
}

test("a change to one node renders one component", () => {
  const { apply } = show(
    ["insert", 10, 1, 0, "t_text", { body: "a" }],
    ["insert", 11, 1, 10, "t_text", { body: "b" }],
  );
  apply([["set", 10, { body: "A" }]]);
  expect(screen.getByText("A (2)")).toBeDefined();
  expect(screen.getByText("b (1)")).toBeDefined();
});

test("what another element has replaced is marked, also in a container without a box", () => {
  const { apply, box } = show(
    ["insert", 10, 1, 0, "t_text", { body: "a" }],
    ["insert", 11, 1, 10, "slot", {}],
    ["insert", 12, 11, 0, "t_text", { body: "b" }],
  );
  apply([], null, [10, 11]);
  expect([box(10).dataset.replaced, box(12).dataset.replaced]).toEqual(["true", "true"]);
  apply([], null, [11]);
  expect([box(10).dataset.replaced, box(12).dataset.replaced]).toEqual([undefined, "true"]);
  apply([], null, []);
  expect(box(12).dataset.replaced).toBeUndefined();
});

test("a new sibling leaves the others as they are", () => {
  const { apply } = show(["insert", 10, 1, 0, "t_text", { body: "a" }]);
  apply([["insert", 11, 1, 0, "t_text", { body: "b" }]]);
  expect([...document.querySelectorAll("p")].map((p) => p.textContent)).toEqual(["b (1)", "a (1)"]);
});

test("a kind that this page does not know says so and leaves the rest", async () => {
  await act(async () => {
    show(["insert", 10, 1, 0, "hologram_3d", {}], ["insert", 11, 1, 10, "t_text", { body: "a" }]);
  });
  expect(await screen.findByText("This page needs a newer Treadle.")).toBeDefined();
  expect(screen.getByText("a (1)")).toBeDefined();
});

test("an element that fails leaves the rest, and gets another try with other properties", () => {
  const silence = vi.spyOn(console, "error").mockImplementation(() => {});
  const { apply } = show(
    ["insert", 10, 1, 0, "t_thrower", { bad: true }],
    ["insert", 11, 1, 10, "t_text", { body: "a" }],
  );
  expect(screen.getByRole("alert").textContent).toContain("no such column");
  expect(screen.getByText("a (1)")).toBeDefined();
  apply([["set", 10, { bad: false }]]);
  expect(screen.getByText("well")).toBeDefined();
  silence.mockRestore();
});

test("stale elements are dimmed, through containers without a box too", () => {
  const { apply, box } = show(
    ["insert", 9, 1, 0, "slot", {}],
    ["insert", 10, 9, 0, "t_text", { body: "a" }],
    ["insert", 11, 1, 9, "t_text", { body: "b" }],
  );
  apply([], [9]);
  expect(box(10).getAttribute("aria-busy")).toBe("true");
  expect(box(11).getAttribute("aria-busy")).toBeNull();
  apply([], []);
  expect(box(10).getAttribute("aria-busy")).toBeNull();
});

test("a widget shows what was entered and sends it", () => {
  const { sent } = show(["insert", 10, 1, 0, "t_tick", { label: "On", value: false, disabled: false }]);
  fireEvent.click(screen.getByLabelText("On"));
  expect((screen.getByLabelText("On") as HTMLInputElement).checked).toBe(true);
  expect(sent).toEqual([[[10, true]]]);
});

test("a widget in a form waits for the form's button", () => {
  const { sent } = show(
    ["insert", 9, 1, 0, "form", {}],
    ["insert", 10, 9, 0, "t_tick", { label: "On", value: false, disabled: false }],
    ["insert", 11, 9, 10, "form_submit_button", { label: "Send" }],
  );
  fireEvent.click(screen.getByLabelText("On"));
  expect(sent).toEqual([]);
  expect(document.querySelector("fieldset")?.dataset.changed).toBe("true");
  fireEvent.click(screen.getByText("Send"));
  expect(sent).toEqual([
    [
      [10, true],
      [11, true],
    ],
  ]);
  expect(document.querySelector("fieldset")?.dataset.changed).toBe("false");
});

test("a container that reads its children's props follows them", () => {
  const { apply } = show(
    ["insert", 9, 1, 0, "t_titles", {}],
    ["insert", 10, 9, 0, "page", { title: "One" }],
    ["insert", 11, 9, 10, "page", { title: "Two" }],
  );
  apply([["set", 11, { title: "Zwei" }]]);
  expect(screen.getByRole("heading").textContent).toBe("One | Zwei");
});

test("the box around an element has its width and height", () => {
  expect(sizeStyle({ width: 300, height: 80 })).toEqual({ width: 300, maxWidth: "100%", height: 80 });
  expect(sizeStyle({ width: "content" })).toEqual({ width: "fit-content", maxWidth: "100%" });
  expect(sizeStyle({ width: "stretch", height: "content" })).toEqual({});
});

test("a kind's file is its name in Pascal case", () => {
  expect(["text_input", "form", "line_chart_2d"].map(pascalCase)).toEqual([
    "TextInput",
    "Form",
    "LineChart2d",
  ]);
});

test("an element is another one when none of its names is left", () => {
  const { result, rerender } = renderHook((names: string[]) => useGeneration(names), {
    initialProps: [] as string[],
  });
  const generations = [["a", "b"], ["b", "c"], [], ["c"], ["a"], ["a", "b"]].map((names) => {
    rerender(names);
    return result.current;
  });
  expect(generations).toEqual([0, 0, 0, 0, 1, 1]);
});
