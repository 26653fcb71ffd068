import { hex, painter } from "../../elements/shared/color/rgb";

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
  const paint = painter();
  const shown: Record<string, string> = {};
  for (const [option, variable] of Object.entries(VARIABLES)) {
    probe.style.color = `var(${variable}, ${option === "codeTextColor" ? "var(--tr-text)" : "var(--tr-bg-2)"})`;
    if (paint !== undefined && style.color !== "") shown[option] = hex(paint(style.color));
  }
  probe.remove();
  return shown;
}
