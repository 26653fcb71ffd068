/** Mermaid, fetched with the first diagram. At this level of security, it purifies its drawings itself. */

import type { Scheme } from "../../../theme/theme";
import { lazy } from "../../shared/lazy";

const mermaid = lazy(() => import("mermaid").then(({ default: found }) => found));

/** One drawing at a time: Mermaid has one configuration for the page. */
let before: Promise<unknown> = Promise.resolve();

/** The drawing of a diagram, or why there is none. Throws if Mermaid cannot be fetched. */
export function drawn(
  id: string,
  body: string,
  scheme: Scheme,
): Promise<{ readonly svg?: string; readonly problem?: string }> {
  const next = before.then(async () => {
    const engine = await mermaid.load();
    engine.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      suppressErrorRendering: true,
      theme: scheme === "dark" ? "dark" : "neutral",
      fontFamily: getComputedStyle(document.body).fontFamily,
    });
    try {
      return { svg: (await engine.render(id, body)).svg };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  });
  before = next.catch(() => undefined);
  return next;
}
