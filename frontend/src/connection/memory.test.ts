// @vitest-environment jsdom

import { beforeEach, expect, test } from "vitest";
import { cookieText, remember, remembered } from "./memory";

const KEY = "treadle.storage/";

beforeEach(() => localStorage.clear());

test("what the app writes is there at the next visit, until the app deletes it", () => {
  remember(["remember", 1, "storage", "a", "[1]", "lax", null]);
  remember(["remember", 2, "storage", "b", '"x"', "lax", null]);
  expect(remembered()).toEqual({ a: "[1]", b: '"x"' });
  remember(["remember", 3, "storage", "a", null, "lax", null]);
  expect(remembered()).toEqual({ b: '"x"' });
});

test("names that every object has are names like others", () => {
  for (const name of ["constructor", "__proto__"]) {
    remember(["remember", 1, "storage", name, "1", "lax", null]);
    expect(Object.entries(remembered())).toContainEqual([name, "1"]);
  }
});

test.each(["", "x", "5", "null", "[]", '{"a": 1}'])("something else in its place is nothing (%s)", (text) => {
  localStorage.setItem(KEY, text);
  expect(remembered()).toEqual({});
});

test("no more is sent than the server takes", () => {
  const items = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`n${at}`, "1"]));
  localStorage.setItem(KEY, JSON.stringify(items));
  expect(Object.keys(remembered())).toHaveLength(100);
  const large = "x".repeat(16_384);
  localStorage.setItem(
    KEY,
    JSON.stringify({
      a: `${large}x`,
      b: large,
      c: large,
      d: large,
      e: large,
      ["n".repeat(201)]: "1",
      f: "1",
    }),
  );
  expect(Object.keys(remembered())).toEqual(["b", "c", "d", "f"]);
});

test("a browser that keeps nothing is no problem", () => {
  const denied = () => {
    throw new Error("denied");
  };
  remember(["remember", 1, "storage", "a", "1", "lax", null], denied);
  expect(remembered(denied)).toEqual({});
});

test("a cookie is for the app's path", () => {
  expect(cookieText("a", "1", "lax", null, false)).toBe("a=1; Path=/; SameSite=lax");
  expect(cookieText("a", "1", "none", 60, true)).toBe("a=1; Path=/; SameSite=none; Max-Age=60; Secure");
  expect(cookieText("a", null, "lax", null, false)).toBe("a=; Path=/; SameSite=lax; Max-Age=0");
  remember(["remember", 1, "cookie", "city", "Rome", "strict", 60]);
  expect(document.cookie).toBe("city=Rome");
  remember(["remember", 2, "cookie", "city", null, "lax", null]);
  expect(document.cookie).toBe("");
});
