import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { show } from "../testing";

const picture = { url: null, blob: null, type: "", caption: "", alt: null };

test("each image has its line and its description", async () => {
  await show("image", {
    pictures: [
      { ...picture, url: "https://example.org/a.png", caption: "The *first*", alt: "A cat" },
      { ...picture, url: "/b.png" },
    ],
  });
  const [first, second] = screen.getAllByRole("figure").map((figure) => figure.querySelector("img"));
  expect(first).toHaveProperty("alt", "A cat");
  expect(first?.getAttribute("src")).toBe("https://example.org/a.png");
  expect(second?.getAttribute("src")).toBe("/b.png");
  expect(second).toHaveProperty("alt", "");
  expect((await screen.findByText("first")).tagName).toBe("EM");
  expect(document.querySelectorAll("figcaption")).toHaveLength(1);
});

test("a link to another site opens beside the app, and tells that site nothing", async () => {
  await show("image", { pictures: [{ ...picture, url: "/a.png" }], link: "https://example.org" });
  const link = screen.getByRole("link");
  expect(link).toHaveProperty("target", "_blank");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer");
});

test("bytes get their type back", async () => {
  const made: string[] = [];
  vi.stubGlobal(
    "URL",
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        made.push(blob.type);
        return "blob:made";
      },
      revokeObjectURL: () => {},
    }),
  );
  await show("image", {
    pictures: [{ ...picture, blob: new Uint8Array([60, 115]), type: "image/svg+xml" }],
  });
  await vi.waitFor(() => expect(document.querySelector("img")?.getAttribute("src")).toBe("blob:made"));
  expect(made).toEqual(["image/svg+xml"]);
  vi.unstubAllGlobals();
});

test("a large photograph is fetched by the browser itself", async () => {
  await show("image", { pictures: [{ ...picture, blob: "a".repeat(40), type: "image/jpeg" }] });
  expect(document.querySelector("img")?.getAttribute("src")).toContain(`_treadle/blob/${"a".repeat(40)}`);
});
