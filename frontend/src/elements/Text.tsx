import "./text/text.css";
import type { ReactNode } from "react";
import type { ElementProps } from "./contract";
import { Help } from "./shared/Help";

export default function Text({ props }: ElementProps<"text">): ReactNode {
  const { body, help, text_alignment, wrap } = props;
  return (
    <div
      className="tr-prose"
      data-align={text_alignment === "left" ? undefined : text_alignment}
      data-nowrap={!wrap || undefined}
    >
      <div className="tr-text">{body}</div>
      {help ? <Help text={help} /> : null}
    </div>
  );
}
