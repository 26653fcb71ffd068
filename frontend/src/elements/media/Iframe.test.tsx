import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../testing";

const frame = () => screen.getByTitle<HTMLIFrameElement>(/.*/);

test("a URL is shown in a sandbox that may not lead the window elsewhere", async () => {
  await show("iframe", { src: "https://example.org/", height: 400, alt: "A report", tab_index: -1 });
  expect(frame().title).toBe("A report");
  expect(frame().getAttribute("src")).toBe("https://example.org/");
  expect(frame().tabIndex).toBe(-1);
  expect(frame().getAttribute("sandbox")).toContain("allow-scripts");
  expect(frame().getAttribute("sandbox")).not.toContain("top-navigation");
});

test("HTML is a document of the server, beside the pages", async () => {
  const { apply, id } = await show("iframe", { document: "a".repeat(40), page: true });
  expect(frame().src).toBe(`http://localhost:3000/_treadle-document-${"a".repeat(40)}`);
  expect(frame().title).toBe("st.iframe");
  const before = frame();
  apply(["set", id, { document: "b".repeat(40) }]);
  expect(frame().src).toContain("b".repeat(40));
  expect(frame()).not.toBe(before); // no step for the Back button
});

test("a file that is no page has no sandbox, in which browsers show no PDF", async () => {
  await show("iframe", { document: "a".repeat(40), height: 400 });
  expect(frame().getAttribute("sandbox")).toBeNull();
});

test("a page of another site is not measured", async () => {
  await show("iframe", { document: "a".repeat(40), page: true });
  Object.defineProperty(frame(), "contentDocument", { get: () => null });
  fireEvent.load(frame());
  expect(frame().parentElement?.style.height).toBe("0px");
});
