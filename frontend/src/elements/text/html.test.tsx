import { afterEach, expect, test } from "vitest";
import { show } from "../testing";
import { purified } from "./parts/purify";

afterEach(() => {
  document.head.replaceChildren();
});

test.each([
  ["<p onclick='x()'>a</p>", "<p>a</p>"],
  ["<script>x()</script>b", "b"],
  ["<img src=x onerror=x()>", '<img src="x">'],
  ["<a href='javascript:x()'>c</a>", "<a>c</a>"],
  ["<iframe src='/'></iframe><meta http-equiv=refresh><base href='//x'>d", "d"],
  ["<svg><script>x()</script><circle r='3'/></svg>", '<svg><circle r="3"></circle></svg>'],
  ["<style>p {}</style>", "<style>p {}</style>"],
  ["<a target=_blank href='/'>e</a>", '<a href="/" target="_blank" rel="noopener noreferrer">e</a>'],
  ["<form><input name=a></form>", '<form><input name="a"></form>'],
])("what could act by itself is left out of %s", (html, clean) => {
  expect(purified(html, false)).toBe(clean);
});

test("scripts stay if the app's author wants them, but no handler that somebody could have put in", () => {
  expect(purified("<p onclick='x()'></p><script type='module' src='/a.js'></script>", true)).toBe(
    '<p></p><script type="module" src="/a.js"></script>',
  );
});

test("scripts are executed once, in the page's trust", async () => {
  const meta = document.createElement("meta");
  meta.setAttribute("property", "csp-nonce");
  meta.nonce = "trusted";
  document.head.append(meta);
  const body = "<b>here</b><script>document.title += 'x'</script>";
  document.title = "";
  const { apply, id, container } = await show("html", { body, scripts: true });
  expect(container.querySelector("script")?.nonce).toBe("trusted");
  apply(["set", id, { width: 300 }]);
  const after = container.querySelector("b");
  apply(["set", id, { width: 200 }]);
  expect(container.querySelector("b")).toBe(after);
});

test("a style sheet takes no space and is an element all the same", async () => {
  const { container } = await show("html", { body: "<style>p {}</style>", styles: true });
  expect(container.querySelector("[data-takes-no-space] > style")?.textContent).toBe("p {}");
});
