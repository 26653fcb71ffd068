/** The variables that show the colours of options. */
const VARIABLES: Readonly<Record<string, string>> = {
  primaryColor: "--tr-primary",
  backgroundColor: "--tr-bg",
  secondaryBackgroundColor: "--tr-bg-2",
  textColor: "--tr-text",
  linkColor: "--tr-link",
  borderColor: "--tr-border",
  codeBackgroundColor: "--tr-codeBackgroundColor",
  codeTextColor: "--tr-codeTextColor",
};

/** The colours of a part of the page as they are on the screen, as hex, by the names of options. */
export function shownColors(part: Element): Record<string, string> {
  const probe = document.createElement("span");
  probe.hidden = true;
  part.append(probe);
  const style = getComputedStyle(probe);
  const shown: Record<string, string> = {};
  for (const [option, variable] of Object.entries(VARIABLES)) {
    probe.style.color = `var(${variable}, ${option === "codeTextColor" ? "var(--tr-text)" : "var(--tr-bg-2)"})`;
    const hex = toHex(style.color);
    if (hex !== undefined) shown[option] = hex;
  }
  probe.remove();
  return shown;
}

/** Any colour as hex, as a canvas paints it; undefined if it is none. */
export function toHex(color: string): string | undefined {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context || color === "") return undefined;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((each) => (each ?? 0).toString(16).padStart(2, "0")).join("")}`;
}
