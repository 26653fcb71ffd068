import "./status/status.css";
import { type ReactNode, useId } from "react";
import type { ElementProps } from "./contract";
import { Markdown } from "./shared/Markdown";

export default function Progress({ props }: ElementProps<"progress">): ReactNode {
  const { value, text } = props;
  const id = useId();
  return (
    <div className="tr-progress">
      {text === null ? null : (
        <div className="tr-progress-text" id={id}>
          <Markdown inline>{text}</Markdown>
        </div>
      )}
      <div
        className="tr-progress-track"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value}
        {...(text === null ? { "aria-label": "Progress" } : { "aria-labelledby": id })}
      >
        <div className="tr-progress-fill" style={{ width: `${value}%` }} />
      </div>
    </div>
  );
}
