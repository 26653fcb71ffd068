// @vitest-environment jsdom

import { expect, test } from "vitest";
import { givenTheme } from "./given";

test("a page has the theme that the server wrote into it, and none if it wrote none", () => {
  expect(givenTheme(document)).toEqual({});
  const meta = document.createElement("meta");
  meta.name = "treadle-theme";
  meta.content = '{"base":"dark","sidebar":{"textColor":"#eee"}}';
  document.head.append(meta);
  expect(givenTheme(document)).toEqual({ base: "dark", sidebar: { textColor: "#eee" } });
});
