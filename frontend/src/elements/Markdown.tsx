import type { ReactNode } from "react";
import type { ElementProps } from "./contract";
import { MarkdownText } from "./text/MarkdownText";

export default function Markdown({ props }: ElementProps<"markdown">): ReactNode {
  return <MarkdownText props={props} />;
}
