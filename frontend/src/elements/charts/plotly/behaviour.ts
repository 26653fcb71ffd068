/** What a person can do with a chart of Plotly's: the layout and the options that say so. */

import type { Figure, Tree } from "./engine";
import { revisionOf } from "./figure";
import type { Mode } from "./selection";

/** The parts of the layout that keep what a person does, and say what a click and a drag do. */
export function layoutOf(figure: Figure, modes: readonly Mode[], selected: string | null): Tree {
  const { layout } = figure;
  const out: Tree = {
    uirevision: revisionOf(figure),
    selectionrevision: selected ?? "",
    autosize: false,
  };
  if (modes.length > 0) {
    out.clickmode = layout.clickmode ?? (modes.includes("points") ? "event+select" : "none");
    out.hovermode = layout.hovermode ?? "closest";
    out.dragmode = layout.dragmode ?? dragOf(modes);
  } else if (layout.dragmode === undefined && coarse()) {
    out.dragmode = false; // a finger on the chart scrolls the page
  }
  return out;
}

function dragOf(modes: readonly Mode[]): string {
  if (modes.includes("points")) return "pan";
  return modes.includes("box") ? "select" : "lasso";
}

function coarse(): boolean {
  return typeof matchMedia === "function" && matchMedia("(hover: none) and (pointer: coarse)").matches;
}

interface Able {
  readonly modes: readonly Mode[];
  readonly toggleFull: () => void;
  readonly download: (format: "png" | "svg") => void;
}

/**
 * Plotly's options: those of the app, and the buttons of the page. If the options change, even if only one
 * function does, Plotly starts again and forgets the zoom. So a chart keeps the same options.
 */
export function configOf(text: string, { modes, toggleFull, download }: Able): Tree {
  const config = JSON.parse(text) as Tree;
  const removed = list(config.modeBarButtonsToRemove);
  const removes = [...removed, "toImage"];
  if (!modes.includes("lasso")) removes.push("lasso2d");
  if (!modes.includes("box")) removes.push("select2d");
  const saves = ["toImage", "toimage"].some((name) => removed.includes(name))
    ? []
    : [
        button("Download as PNG", PNG, () => download("png")),
        button("Download as SVG", SVG, () => download("svg")),
      ];
  return {
    displaylogo: false,
    ...config,
    responsive: false,
    showSendToCloud: false,
    modeBarButtonsToRemove: removes,
    modeBarButtonsToAdd: [
      ...list(config.modeBarButtonsToAdd),
      ...saves,
      button("Fullscreen", FULL, toggleFull),
    ],
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function button(title: string, path: string, click: () => void): Tree {
  return { name: title, title, icon: { width: 16, height: 16, path }, click };
}

// Plotly fills its icons, so these are outlines of lines.
const PNG = "M7.25 2h1.5v6.2l2-2 1.05 1.05L8 11.05 4.2 7.25 5.25 6.2l2 2zM2.5 9.5H4v3h8v-3h1.5V14h-11z";
const SVG = "M2 3h12v10H2zM3.5 4.5v7h9v-7zM4.3 10.7l2.4-3.6 1.8 2.2 1.2-1.5 2 2.9z";
const FULL = "M2 2h4.5v1.5h-3v3H2zM9.5 2H14v4.5h-1.5v-3h-3zM2 9.5h1.5v3h3V14H2zM12.5 9.5H14V14H9.5v-1.5h3z";
