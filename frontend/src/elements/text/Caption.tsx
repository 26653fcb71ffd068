import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import styles from "./Caption.module.css";
import { MarkdownText } from "./parts/MarkdownText";

export default function Caption({ props }: ElementProps<"caption">): ReactNode {
  return (
    <MarkdownText props={props} className={`${styles.root} stCaptionContainer`} testId="stCaptionContainer" />
  );
}
