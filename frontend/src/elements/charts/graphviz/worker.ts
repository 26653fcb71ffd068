/**
 * Graphviz, in a worker. It is WebAssembly, which the page's policy forbids to compile; a worker has a policy of its own, so the
 * page's stays as it is. What comes out is a text.
 */

import { instance } from "@viz-js/viz";
import type { Answer, Question } from "./layout";

const viz = instance();

self.onmessage = async ({ data: { id, dot, engine } }: MessageEvent<Question>) => {
  let answer: Answer;
  try {
    const result = (await viz).render(dot, { engine, format: "svg" });
    answer =
      result.status === "success"
        ? { id, svg: result.output }
        : { id, problem: result.errors.map(({ message }) => message).join(" ") };
  } catch (error) {
    answer = { id, problem: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(answer);
};
