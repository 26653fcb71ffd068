import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { CodeBlock } from "../shared/code/CodeBlock";
import styles from "./Code.module.css";

export default function Code({ props }: ElementProps<"code">): ReactNode {
  const { body, language, line_numbers, wrap_lines, height } = props;
  return (
    <div className={styles.root} data-fill={height !== "content" || undefined}>
      <CodeBlock code={body} language={language} lineNumbers={line_numbers} wrap={wrap_lines} />
    </div>
  );
}
