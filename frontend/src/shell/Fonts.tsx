import type { ReactNode } from "react";
import { fontFaces, fontSheets } from "../theme/fonts";
import type { ThemeSettings } from "../theme/theme";

/** The style sheets of the fonts that an app brings. */
export default function Fonts({ theme }: { readonly theme: ThemeSettings }): ReactNode {
  return (
    <>
      {fontSheets(theme).map((sheet) => (
        <link key={sheet} rel="stylesheet" href={sheet} />
      ))}
      <style>{fontFaces(theme)}</style>
    </>
  );
}
