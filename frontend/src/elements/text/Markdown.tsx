import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { MarkdownText } from "./parts/MarkdownText";

export default function Markdown({ props }: ElementProps<"markdown">): ReactNode {
  return <MarkdownText props={props} />;
}
