import type { View } from "vega";
import { colorAt } from "./look";

/** Pixels of a picture for each pixel of the page. */
const SCALE = 2;

/** A chart as a file. On the background of the page at an element, which its colours are made for. */
export async function pictureOf(view: View, kind: "png" | "svg", on: Element | null): Promise<Blob> {
  const background = on === null ? null : colorAt(on)("--tr-bg");
  if (kind === "svg") {
    const text = await view.toSVG();
    const filled =
      background === null
        ? text
        : text.replace(/>/, `><rect width="100%" height="100%" fill="${background}"/>`);
    return new Blob([filled], { type: "image/svg+xml" });
  }
  const drawing = await view.toCanvas(SCALE);
  const canvas = document.createElement("canvas");
  canvas.width = drawing.width;
  canvas.height = drawing.height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser makes no pictures.");
  if (background !== null) {
    context.fillStyle = background;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.drawImage(drawing, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((file) => (file === null ? reject(new Error("The picture is too large.")) : resolve(file))),
  );
}
