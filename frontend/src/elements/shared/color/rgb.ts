/** Colours as a browser paints them, whatever CSS writes: names, mixtures, other colour spaces. */

/** Red, green, blue and alpha, each from 0 to 255. */
export type Painted = readonly [red: number, green: number, blue: number, alpha: number];

/** Return a function that paints a colour and reads it; undefined where there is no canvas. What is no colour is black. */
export function painter(): ((color: string) => Painted) | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  return (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = "#000";
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha];
  };
}

/** A colour as `#rrggbb`. */
export function hex([red, green, blue]: Painted): string {
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
