import type { ReactNode } from "react";
import type { ElementProps, Props } from "../contract";
import { Icon } from "../shared/Icon";
import { useLongText } from "../shared/longText";
import { LongMarkdown, Markdown } from "../shared/Markdown";
import styles from "./Alert.module.css";

type Level = Props<"alert">["level"];

/** What style sheets of apps call the text of a message. */
const CONTENTS: Readonly<Record<Level, string>> = {
  success: "stAlertContentSuccess",
  info: "stAlertContentInfo",
  warning: "stAlertContentWarning",
  error: "stAlertContentError",
};

export default function Alert({ props }: ElementProps<"alert">): ReactNode {
  const { level, icon, title } = props;
  const text = useLongText(props);
  const urgent = level === "error" || level === "warning";
  return (
    <div
      className={`${styles.root} stAlertContainer`}
      data-testid="stAlertContainer"
      data-level={level}
      role={urgent ? "alert" : "status"}
    >
      <span className={styles.icon} data-testid="stAlertDynamicIcon">
        {icon === null ? <Sign level={level} /> : <Icon icon={icon} />}
      </span>
      <div className={styles.text} data-testid={CONTENTS[level]}>
        {title === null ? null : (
          <div className={styles.title} data-testid="stAlertTitle">
            <Markdown inline>{title}</Markdown>
          </div>
        )}
        <LongMarkdown text={text} />
      </div>
    </div>
  );
}

const SIGNS: Readonly<Record<Level, string>> = {
  success: "M5.2 10.3l3.2 3.2 6.4-7",
  info: "M10 9.2v4.6M10 6.1v.4",
  warning: "M10 5.6v5.2M10 13.9v.2",
  error: "M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4",
};

/** A sign of the level, so that colour is not all that tells it. */
function Sign({ level }: { readonly level: Level }): ReactNode {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" role="img" aria-label={level}>
      <circle cx="10" cy="10" r="9.25" />
      <path d={SIGNS[level]} />
    </svg>
  );
}
