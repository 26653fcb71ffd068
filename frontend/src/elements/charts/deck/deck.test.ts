// @vitest-environment jsdom
import { expect, test } from "vitest";
import { partFor, tileAddress } from "./ground";
import { clicked, type Selection } from "./selection";
import { tooltipOf } from "./tooltip";
import { nextView } from "./view";

const at = (index: number) => ({ layer: "dots", index, object: { name: `n${index}`, __source: 1 } });

test("a click selects one object, and a second one takes that back", () => {
  const one = clicked(null, "single-object", at(1));
  expect(one).toEqual({ indices: { dots: [1] }, objects: { dots: [{ name: "n1" }] } });
  expect(clicked(one, "single-object", at(2))?.indices).toEqual({ dots: [2] });
  expect(clicked(one, "single-object", at(1))).toBeNull();
  expect(clicked(one, "single-object", null)).toBeNull();
});

test("several objects of several layers", () => {
  let now: Selection | null = clicked(null, "multi-object", at(1));
  now = clicked(now, "multi-object", at(3));
  now = clicked(now, "multi-object", { layer: "lines", index: 0, object: {} });
  expect(now?.indices).toEqual({ dots: [1, 3], lines: [0] });
  now = clicked(now, "multi-object", at(1));
  expect(now).toEqual({
    indices: { dots: [3], lines: [0] },
    objects: { dots: [{ name: "n3" }], lines: [{}] },
  });
});

test("tooltips are filled with the values of an object, which are no HTML", () => {
  const object = { name: "<i>a</i>", at: { place: "b" }, properties: { size: 3 } };
  expect(tooltipOf('{"text":"{name} {at.place} {size} {other}"}', object)).toEqual({
    text: "<i>a</i> b 3 {other}",
  });
  const made = tooltipOf(
    '{"html":"<b onclick=1>{name}</b><script>1</script>","style":{"color":"red"}}',
    object,
  );
  expect(made?.html).toBe("<b>&lt;i&gt;a&lt;/i&gt;</b>");
  expect(made?.style).toEqual({ color: "red" });
  expect(tooltipOf("true", { name: "<", _x: 1, none: null })?.html).toBe(
    "<table><tr><th>name</th><td>&#60;</td></tr></table>",
  );
  expect(tooltipOf(null, object)).toBeNull();
  expect(tooltipOf("true", undefined)).toBeNull();
});

const VIEW = { latitude: 1, longitude: 2, zoom: 3 };

test("a view changes only where the app changes it", () => {
  const moved = { view: { ...VIEW, latitude: 9, zoom: 5 }, moved: true, given: JSON.stringify(VIEW) };
  expect(nextView({ view: {}, moved: false, given: "" }, JSON.stringify(VIEW), undefined, undefined)).toEqual(
    VIEW,
  );
  expect(nextView(moved, JSON.stringify(VIEW), undefined, undefined)).toBeUndefined();
  expect(nextView(moved, JSON.stringify({ ...VIEW, zoom: 7 }), undefined, undefined)).toEqual({
    latitude: 9,
    longitude: 2,
    zoom: 7,
  });
});

test("a view that a person has chosen stays while a part of the points is in sight", () => {
  const before = { view: VIEW, moved: true, given: JSON.stringify(VIEW) };
  const next = JSON.stringify({ ...VIEW, latitude: 50 });
  expect(nextView(before, next, [0, 0, 10, 10], [5, 5, 60, 60])).toBeUndefined();
  expect(nextView(before, next, [0, 0, 10, 10], [50, 5, 60, 60])).toMatchObject({ latitude: 50 });
  expect(nextView({ ...before, moved: false }, next, [0, 0, 10, 10], [5, 5, 60, 60])).toBeDefined();
});

test("fine outlines are of a part of the world, the same one while it is enough", () => {
  expect(partFor(null, 2, [0, 0, 90, 45])).toBeNull();
  const part = partFor(null, 5, [0, 40, 10, 50]);
  expect(part).toEqual({ bounds: [-10, 30, 20, 60] });
  expect(partFor(part, 5, [5, 42, 15, 52])).toBe(part);
  expect(partFor(part, 5, [15, 42, 25, 52])).not.toBe(part);
  expect(partFor(part, 9, [5, 45, 6, 46])).toEqual({ bounds: [4, 44, 7, 47] });
  expect(partFor(part, 5, undefined)).toBeNull();
});

test("the address of a tile", () => {
  const at = { x: 1, y: 2, z: 3 };
  expect(tileAddress("https://a/{scheme}/{z}/{x}/{y}.png", at, "dark")).toBe("https://a/dark/3/1/2.png");
});
