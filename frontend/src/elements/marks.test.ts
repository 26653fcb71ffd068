import { expect, test } from "vitest";
import { boxOf, keyClass, markOf, marks } from "./marks";

test("elements have Streamlit's names", () => {
  expect(
    ["button", "text_input", "dataframe", "select_slider", "caption", "form_submit_button"].map(markOf),
  ).toEqual(["stButton", "stTextInput", "stDataFrame", "stSlider", "stMarkdown", "stFormSubmitButton"]);
});

test("a key is a class, with a dash for what a class cannot have", () => {
  expect([keyClass(null), keyClass(" my box!")]).toEqual(["", "st-key-my-box-"]);
  expect(marks("button", "save it")).toBe("stElementContainer element-container st-key-save-it");
  expect(marks("button", null)).toBe("stElementContainer element-container");
  expect([marks("form", "order"), marks("container", "box")]).toEqual([
    "stLayoutWrapper st-key-order",
    "stLayoutWrapper",
  ]);
  expect(["button", "form"].map(boxOf)).toEqual(["stElementContainer", "stLayoutWrapper"]);
});
