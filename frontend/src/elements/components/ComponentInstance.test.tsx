import { act, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Props } from "../../protocol.gen";
import { show } from "../testing";

const ID = 10;

const frame = () => screen.getByTestId<HTMLIFrameElement>("stCustomComponentV1");

/** The frame's page, which hears what it is sent and says something. */
function inside() {
  const heard: Record<string, unknown>[] = [];
  const target = frame().contentWindow as Window;
  vi.spyOn(target, "postMessage").mockImplementation((message: unknown) => {
    heard.push(message as Record<string, unknown>);
  });
  const say = (type: string, rest: object = {}, source: MessageEventSource = target) =>
    act(async () => {
      const data = { isStreamlitMessage: true, type: `streamlit:${type}`, ...rest };
      window.dispatchEvent(new MessageEvent("message", { data, source }));
    });
  return { heard, say };
}

const component = (props: Partial<Props<"component_instance">> = {}) =>
  show("component_instance", { name: "pkg.probe", arguments: '{"n": 1}', ...props });

test("the frame is loaded from the server, or from the address that the app declares", async () => {
  await component();
  expect(frame().src).toMatch(/\/component\/pkg\.probe\/index\.html\?streamlitUrl=/);
  expect(frame().title).toBe("pkg.probe");
  expect(frame().getAttribute("sandbox")).toContain("allow-scripts");
});

test("an address of its own keeps its query", async () => {
  await component({ url: "http://localhost:3001/?a=b", tab_index: -1 });
  expect(frame().src).toMatch(/^http:\/\/localhost:3001\/\?a=b&streamlitUrl=/);
  expect(frame().tabIndex).toBe(-1);
});

test("it gets its arguments when it is ready, and again when they change", async () => {
  const { apply } = await component();
  const { heard, say } = inside();
  expect(heard).toEqual([]);
  await say("componentReady", { apiVersion: 1 });
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({ type: "streamlit:render", args: { n: 1 }, dfs: [], disabled: false });
  await act(async () => apply(["set", ID, { arguments: '{"n": 2}' }]));
  expect(heard.at(-1)).toMatchObject({ args: { n: 2 } });
  await say("componentReady", { apiVersion: 1 });
  expect(heard).toHaveLength(3);
});

test("its values are sent, and a value that the server tells it is not sent back to it", async () => {
  const { sent, apply } = await component();
  const { heard, say } = inside();
  await say("componentReady", { apiVersion: 1 });
  await say("setComponentValue", { value: { a: 1 }, dataType: "json" });
  expect(sent).toEqual([[[ID, ["json", '{"a":1}']]]]);
  await act(async () => apply(["set", ID, { value: ["json", "2"] }]));
  expect(heard).toHaveLength(1);
});

test("what another frame says is not taken for it", async () => {
  const { sent } = await component();
  const { say } = inside();
  await say("setComponentValue", { value: 1 }, window);
  expect(sent).toEqual([]);
});

test("it has the height that it asks for", async () => {
  await component({ arguments: '{"height": "300"}' });
  const { say } = inside();
  expect(frame().height).toBe("300");
  await say("setFrameHeight", { height: 42 });
  expect(frame().height).toBe("42");
  await say("setFrameHeight", { height: -1 });
  expect(frame().height).toBe("0");
});

test("one that speaks another protocol, or does not answer, is named", async () => {
  vi.useFakeTimers();
  try {
    await component();
    const { say } = inside();
    expect(screen.queryByRole("note")).toBeNull();
    await act(async () => vi.advanceTimersByTime(15_000));
    expect(screen.getByRole("note").textContent).toContain("pkg.probe does not answer");
    await say("componentReady", { apiVersion: 1 });
    expect(screen.queryByRole("note")).toBeNull();
    await say("componentReady", { apiVersion: 7 });
    expect(screen.getByRole("note").textContent).toContain("version 7");
  } finally {
    vi.useRealTimers();
  }
});
