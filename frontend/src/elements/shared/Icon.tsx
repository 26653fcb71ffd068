import { type ReactNode, useSyncExternalStore } from "react";
import styles from "./Icon.module.css";
import { iconFontReady, isMaterial, materialName, subscribeIconFont } from "./icons";
import { Spin } from "./Spin";

interface IconProps {
  readonly icon: string;
  readonly className?: string | undefined;
}

/** An icon as apps give it: an emoji, `:material/name:`, or "spinner". It takes 1em and the colour of the text. */
export function Icon({ icon, className = "" }: IconProps): ReactNode {
  if (isMaterial(icon)) return <Material name={materialName(icon)} className={className} />;
  if (icon === "spinner") return <Spin className={className} />;
  return (
    <span className={`${styles.root} ${className}`} data-testid="stIconEmoji">
      {icon}
    </span>
  );
}

/** A glyph of the icon font, which is fetched when the first one is shown. */
function Material({ name, className }: { readonly name: string; readonly className: string }): ReactNode {
  const ready = useSyncExternalStore(subscribeIconFont, iconFontReady);
  return (
    <span
      className={`${styles.root} ${styles.material} notranslate ${className}`}
      data-testid="stIconMaterial"
      data-ready={ready || undefined}
      aria-hidden="true"
      translate="no"
    >
      {name}
    </span>
  );
}
