import type { ReactNode } from "react";
import type { ElementProps } from "./contract";
import { CodeBlock } from "./text/CodeBlock";

export default function Code({ props }: ElementProps<"code">): ReactNode {
  return (
    <CodeBlock
      code={props.body}
      language={props.language}
      numbers={props.line_numbers}
      wrap={props.wrap_lines}
      fill={props.height !== "content"}
    />
  );
}
