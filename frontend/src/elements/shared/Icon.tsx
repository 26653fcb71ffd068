import type { ReactNode } from "react";

/** An icon as apps give it: an emoji, or `:material/name:`. */
export function Icon({
  icon,
  className = "",
}: {
  readonly icon: string;
  readonly className?: string;
}): ReactNode {
  const name = /^:material\/([a-z0-9_]+):$/.exec(icon)?.[1];
  if (name === undefined) return <span className={`tr-icon ${className}`}>{icon}</span>;
  return (
    <span className={`tr-icon tr-material ${className}`} aria-hidden="true" translate="no">
      {name}
    </span>
  );
}
