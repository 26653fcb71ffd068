import type { ReactNode } from "react";
import type { ElementProps } from "./contract";
import { MarkdownText } from "./text/MarkdownText";

export default function Caption({ props }: ElementProps<"caption">): ReactNode {
  return <MarkdownText props={props} className="tr-caption" />;
}
