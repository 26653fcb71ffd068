import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { Heading as Linked } from "../shared/Heading";
import { Help } from "../shared/Help";
import { Icon } from "../shared/Icon";
import { Markdown } from "../shared/Markdown";
import styles from "./Heading.module.css";
import { anyColor, words } from "./words";

export default function Heading({ props }: ElementProps<"heading">): ReactNode {
  const { body, level, anchor, linked, help, icon, divider, text_alignment, wrap } = props;
  return (
    <>
      <div
        className={`tr-markdown ${styles.root}`}
        data-level={level}
        data-align={text_alignment === "left" ? undefined : text_alignment}
        data-nowrap={!wrap || undefined}
      >
        <Linked
          level={level === 1 ? 1 : level === 2 ? 2 : 3}
          text={words(body)}
          anchor={linked && anchor}
          aside={help ? <Help text={help} /> : null}
        >
          {icon === null ? null : <Icon icon={icon} className={styles.icon} />}
          <Markdown inline heading>
            {body}
          </Markdown>
        </Linked>
      </div>
      {divider === null ? null : (
        <div
          className={styles.divider}
          data-testid="stHeadingDivider"
          data-color={divider === "auto" ? anyColor(body) : divider}
        />
      )}
    </>
  );
}
