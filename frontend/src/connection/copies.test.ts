// @vitest-environment jsdom

import { beforeEach, expect, test } from "vitest";
import { TOKEN } from "./client";
import { forgetCopiedSession, rememberPage } from "./copies";

beforeEach(() => {
  sessionStorage.clear();
  window.history.replaceState(null, "", "/");
  forgetCopiedSession();
  rememberPage();
  sessionStorage.setItem(TOKEN, "s1");
});

test("a copy of a tab keeps its session on the same page and has none on another", () => {
  forgetCopiedSession();
  expect(sessionStorage.getItem(TOKEN)).toBe("s1");
  window.history.replaceState(null, "", "/looms");
  forgetCopiedSession();
  expect(sessionStorage.getItem(TOKEN)).toBeNull();
});

test("a tab that goes to another page by its address keeps its session", () => {
  window.dispatchEvent(new Event("pagehide"));
  window.history.replaceState(null, "", "/looms");
  forgetCopiedSession();
  expect(sessionStorage.getItem(TOKEN)).toBe("s1");
});

test("a tab that comes back as it was is not taken for one that was left", () => {
  window.dispatchEvent(new Event("pagehide"));
  window.dispatchEvent(new Event("pageshow"));
  window.history.replaceState(null, "", "/looms");
  forgetCopiedSession();
  expect(sessionStorage.getItem(TOKEN)).toBeNull();
});
