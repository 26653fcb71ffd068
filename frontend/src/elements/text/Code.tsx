import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { CodeBlock } from "../shared/code/CodeBlock";
import { useLongText } from "../shared/longText";
import styles from "./Code.module.css";

export default function Code({ props }: ElementProps<"code">): ReactNode {
  const { language, line_numbers, wrap_lines, height } = props;
  const text = useLongText(props);
  return (
    <div className={styles.root} data-fill={height !== "content" || undefined}>
      <CodeBlock text={text} language={language} lineNumbers={line_numbers} wrap={wrap_lines} />
    </div>
  );
}
