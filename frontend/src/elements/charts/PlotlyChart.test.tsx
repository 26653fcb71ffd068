import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Props } from "../../protocol.gen";
import { show } from "../testing";
import type { Figure, Tree } from "./plotly/engine";

type Handler = (event: unknown) => void;

/** What Plotly was asked to draw, and what it calls when a person does something. */
const drawn: (Figure & { config: Tree })[] = [];
const handlers = new Map<string, Handler>();
const relayout = vi.fn(async () => {});
const purge = vi.fn();
const builds: string[] = [];

function plotly(name: string) {
  return () => {
    builds.push(name);
    return {
      default: {
        react: async (root: HTMLElement, figure: (typeof drawn)[number]) => {
          drawn.push(figure);
          return Object.assign(root, {
            on: (event: string, handler: Handler) => handlers.set(event, handler),
          });
        },
        relayout,
        purge,
        downloadImage: vi.fn(),
      },
    };
  };
}

vi.mock("plotly.js-cartesian-dist-min", plotly("small"));
vi.mock("plotly.js-strict-dist-min", plotly("whole"));

let resized: () => void = () => {};

beforeEach(() => {
  drawn.length = 0;
  handlers.clear();
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(listener: () => void) {
        resized = listener;
      }
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const text = (data: Tree[], layout: Tree = {}) => JSON.stringify({ data, layout });
const bars = [{ type: "bar", x: ["a", "b"], y: [1, 2] }];
const numbers = (values: number[]) => new Uint8Array(new Float64Array(values).buffer);

async function chart(props: Partial<Props<"plotly_chart">>) {
  const page = await show("plotly_chart", { figure: text(bars), curves: 1, ...props });
  await vi.waitFor(() => expect(drawn.length).toBeGreaterThan(0), 20_000);
  return page;
}

const last = () => drawn.at(-1) as (typeof drawn)[number];
const emit = (event: string, what?: unknown) => act(async () => handlers.get(event)?.(what));

test("a figure is drawn in the size of its place and in the look of the page", async () => {
  await chart({ alt: "Two bars" });
  expect(screen.getByRole("figure", { name: "Two bars" })).toBeTruthy();
  const { data, layout } = last();
  expect(data).toMatchObject(bars);
  expect(layout).toMatchObject({ width: 600, height: 300, autosize: false });
  expect(layout.template).toMatchObject({ layout: { paper_bgcolor: "rgba(0,0,0,0)" } });
  expect(last().config).toMatchObject({ displaylogo: false });
});

test("without the theme, nothing of the look is ours", async () => {
  await chart({ themed: false });
  expect(last().layout.template).toBeUndefined();
});

test("colours that nobody has chosen become the page's, and those of an app stay", async () => {
  const colored = [{ type: "bar", marker: { color: "#636efa" } }];
  await chart({ figure: text(colored) });
  expect(last().data).toEqual([{ type: "bar", marker: { color: "#5b58e0" } }]);
  await chart({ figure: text(colored), own_look: true });
  expect(last().data).toEqual(colored);
});

test("arrays come apart, and one that did not change stays the same object", async () => {
  const figure = text([{ x: { "treadle-array": 0 }, y: { "treadle-array": 1 } }]);
  const array = (values: number[]) => ({ type: "f8", shape: [], data: numbers(values) }) as const;
  const page = await chart({ figure, arrays: [array([1, 2]), array([3, 4])] });
  const before = last().data[0];
  expect(before).toEqual({ x: new Float64Array([1, 2]), y: new Float64Array([3, 4]) });
  page.apply(["patch", page.id, "arrays", [0, array([5, 6])]]);
  await vi.waitFor(() => expect(last().data[0]?.y).toEqual(new Float64Array([5, 6])));
  expect(last().data[0]?.x).toBe(before?.x);
});

test("zoom and hidden lines stay while title, axes and kinds stay", async () => {
  const page = await chart({});
  const first = last().layout.uirevision;
  page.apply(["set", page.id, { figure: text([{ type: "bar", y: [9] }]) }]);
  await vi.waitFor(() => expect(drawn.length).toBeGreaterThan(1));
  expect(last().layout.uirevision).toBe(first);
  page.apply(["set", page.id, { figure: text(bars, { title: { text: "Another" } }) }]);
  await vi.waitFor(() => expect(last().layout.uirevision).not.toBe(first));
  page.apply(["set", page.id, { figure: text(bars, { uirevision: 7 }) }]);
  await vi.waitFor(() => expect(last().layout.uirevision).toBe(7));
});

test("another size is a change of the layout and no new drawing", async () => {
  await chart({});
  const count = drawn.length;
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(700);
  resized();
  await vi.waitFor(() =>
    expect(relayout).toHaveBeenCalledWith(expect.anything(), { width: 700, height: 300 }),
  );
  expect(drawn.length).toBe(count);
});

const modes = ["points", "box", "lasso"] as const;
const point = {
  curveNumber: 0,
  pointNumber: 1,
  pointIndex: 1,
  x: "b",
  y: 2,
  data: { legendgroup: "g" },
  xaxis: {},
};
const box = { type: "rect", xref: "x", yref: "y", x0: 0, x1: 1, y0: 0, y1: 2 };

test("a selection is sent as an app gets it, and a double click takes it back", async () => {
  const page = await chart({ modes });
  await emit("plotly_selected", {
    points: [{ ...point, customdata: new Float64Array([1, 2]) }],
    selections: [box],
  });
  const [[id, value]] = page.sent.at(-1) as [[number, string]];
  expect(id).toBe(page.id);
  expect(JSON.parse(value)).toEqual({
    points: [
      {
        curve_number: 0,
        point_number: 1,
        point_index: 1,
        x: "b",
        y: 2,
        customdata: [1, 2],
        legendgroup: "g",
      },
    ],
    point_indices: [1],
    box: [{ xref: "x", yref: "y", x: [0, 1], y: [0, 2] }],
    lasso: [],
  });
  await emit("plotly_deselect");
  expect(page.sent.at(-1)).toEqual([[page.id, null]]);
});

test("what is not to be selected is not sent", async () => {
  const page = await chart({ modes: ["points"] });
  await emit("plotly_selected", { points: [point], selections: [box] });
  await emit("plotly_selected", undefined);
  expect(page.sent).toEqual([]);
  const without = await chart({});
  await emit("plotly_selected", { points: [point] });
  expect(without.sent).toEqual([]);
});

test("a lasso and a part of a hierarchy", async () => {
  const page = await chart({ modes });
  await emit("plotly_selected", {
    points: [],
    selections: [{ type: "path", xref: "x", yref: "y", path: "M1,a L2.5,b L3,a Z".replaceAll(" ", "") }],
  });
  const sent = () => JSON.parse((page.sent.at(-1) as [[number, string]])[0][1]);
  expect(sent().lasso).toEqual([{ xref: "x", yref: "y", x: [1, 2.5, 3], y: ["a", "b", "a"] }]);
  await emit("plotly_click", {
    points: [{ id: "x", parent: "", label: "x", pointNumber: 3, curveNumber: 0, currentPath: "/" }],
  });
  expect(sent().points).toEqual([
    { label: "x", id: "x", parent: "", current_path: "/", point_number: 3, curve_number: 0 },
  ]);
});

test("a selection of another tab is shown, and one made here is not drawn again", async () => {
  const page = await chart({ modes });
  const value = JSON.stringify({
    points: [{ curve_number: 0, point_index: 1 }],
    point_indices: [1],
    box: [],
    lasso: [],
  });
  page.apply(["set", page.id, { value }]);
  await vi.waitFor(() => expect(last().data[0]?.selectedpoints).toEqual([1]));
  const count = drawn.length;
  await emit("plotly_selected", { points: [point] });
  expect(drawn.length).toBe(count);
});

test("modes decide what a drag and a click do, unless the figure does", async () => {
  await chart({ modes });
  expect(last().layout).toMatchObject({ dragmode: "pan", clickmode: "event+select", hovermode: "closest" });
  await chart({ modes: ["lasso"] });
  expect(last().layout).toMatchObject({ dragmode: "lasso", clickmode: "none" });
  expect(last().config.modeBarButtonsToRemove).toEqual(["toImage", "select2d"]);
  await chart({ modes: ["box"], figure: text(bars, { dragmode: "zoom" }) });
  expect(last().layout.dragmode).toBe("zoom");
});

test("the options of the app are kept", async () => {
  await chart({ config: JSON.stringify({ scrollZoom: true, modeBarButtonsToRemove: ["toImage"] }) });
  const { scrollZoom, modeBarButtonsToAdd } = last().config as {
    scrollZoom: boolean;
    modeBarButtonsToAdd: Tree[];
  };
  expect(scrollZoom).toBe(true);
  expect(modeBarButtonsToAdd.map(({ title }) => title)).toEqual(["Fullscreen"]);
});

test("the large build is fetched for what the small one cannot draw", async () => {
  builds.length = 0;
  await chart({ figure: text([{ type: "scatter3d", x: [1], y: [1], z: [1] }]) });
  expect(builds).not.toContain("small");
});

test("a map has outlines of its own under it, unless the app gives it a style", async () => {
  await chart({ figure: text([{ type: "scattermap", lat: [1], lon: [1] }]) });
  const { style } = last().layout.map as {
    style: { sources: { countries: { data: { features: Tree[] } } } };
  };
  expect(style.sources.countries.data.features.length).toBeGreaterThan(150);
  await chart({ figure: text([{ type: "scattermap" }], { map: { style: "white-bg" } }) });
  expect(last().layout.map).toEqual({ style: "white-bg" });
});
