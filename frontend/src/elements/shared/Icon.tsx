import { type ReactNode, useSyncExternalStore } from "react";
import { Spin } from "../status/Spin";
import { iconFontReady, isMaterial, materialName, subscribeIconFont } from "./icons";

interface IconProps {
  readonly icon: string;
  readonly className?: string;
}

/** An icon as apps give it: an emoji, `:material/name:`, or "spinner". It takes 1em and the colour of the text. */
export function Icon({ icon, className = "" }: IconProps): ReactNode {
  if (isMaterial(icon)) return <Material name={materialName(icon)} className={className} />;
  if (icon === "spinner") return <Spin className={className} />;
  return <span className={`tr-icon ${className}`}>{icon}</span>;
}

/** A glyph of the icon font, which is fetched when the first one is shown. */
function Material({ name, className }: { readonly name: string; readonly className: string }): ReactNode {
  const ready = useSyncExternalStore(subscribeIconFont, iconFontReady);
  return (
    <span
      className={`tr-icon tr-material notranslate ${className}`}
      data-ready={ready || undefined}
      aria-hidden="true"
      translate="no"
    >
      {name}
    </span>
  );
}
