import { type ReactNode, useMemo } from "react";
import type { ElementProps } from "../contract";
import { useGradual } from "../shared/gradual";
import { Help } from "../shared/Help";
import { useLongText } from "../shared/longText";
import { More } from "../shared/More";
import { AT_ONCE, piecesOf } from "../shared/pieces";
import proseStyles from "./parts/Prose.module.css";
import styles from "./Text.module.css";

export default function Text({ props }: ElementProps<"text">): ReactNode {
  const { help, text_alignment, wrap } = props;
  const text = useLongText(props);
  const pieces = useMemo(() => piecesOf(text.text), [text.text]);
  const { shown, hidden, more } = useGradual(pieces, AT_ONCE, text);
  return (
    <div
      className={proseStyles.root}
      data-align={text_alignment === "left" ? undefined : text_alignment}
      data-nowrap={!wrap || undefined}
    >
      <div>
        {shown.map((piece, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is where it stands.
          <div key={i} className={styles.root}>
            {piece}
          </div>
        ))}
        <More hidden={hidden} problem={text.problem} onMore={more} />
      </div>
      {help ? <Help text={help} /> : null}
    </div>
  );
}
