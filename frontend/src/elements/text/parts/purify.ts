import createPurify, { type Config } from "dompurify";

const purify = createPurify(window);

// A link may open another window, but that window must not get hold of this one.
const TARGET = "data-tr-target";
purify.addHook("beforeSanitizeAttributes", (node) => {
  if (node instanceof Element && node.getAttribute("target") === "_blank") node.setAttribute(TARGET, "");
});
purify.addHook("afterSanitizeAttributes", (node) => {
  if (!(node instanceof Element) || !node.hasAttribute(TARGET)) return;
  node.removeAttribute(TARGET);
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer");
});

const INERT: Config = {
  USE_PROFILES: { html: true, svg: true, svgFilters: true, mathMl: true },
  ADD_TAGS: ["style"],
  FORCE_BODY: true, // a style sheet at the beginning stays
};

const ACTING: Config = {
  ...INERT,
  ADD_TAGS: ["style", "script"],
  ADD_ATTR: ["async", "crossorigin", "defer", "integrity", "nomodule", "referrerpolicy", "src", "type"],
};

/** HTML without what could act by itself: scripts (unless the app's author wants them), event handlers, frames. */
export function purified(html: string, scripts: boolean): string {
  return purify.sanitize(html, scripts ? ACTING : INERT) as string;
}
