import { type ReactNode, useMemo } from "react";
import type { ElementProps } from "../contract";
import { Help } from "../shared/Help";
import styles from "./Latex.module.css";
import { render } from "./math";

export default function Latex({ props }: ElementProps<"latex">): ReactNode {
  const { body, help } = props;
  const html = useMemo(() => render(body), [body]);
  return (
    <div className={styles.root}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX escapes all text, and is told to trust nothing */}
      <div className={styles.formula} dangerouslySetInnerHTML={{ __html: html }} />
      {help ? <Help text={help} /> : null}
    </div>
  );
}
