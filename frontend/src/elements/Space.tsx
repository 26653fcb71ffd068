import "./containers/containers.css";
import type { CSSProperties, ReactNode } from "react";
import { spaceLength } from "./containers/gap";
import type { ElementProps } from "./contract";

export default function Space({ props }: ElementProps<"space">): ReactNode {
  const length = spaceLength(props.size);
  return (
    <div
      className="tr-space"
      data-stretch={length === undefined || undefined}
      style={{ "--tr-space": length ?? "auto" } as CSSProperties}
    />
  );
}
