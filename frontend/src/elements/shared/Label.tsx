import type { ReactNode } from "react";
import { Help } from "./Help";
import styles from "./Label.module.css";
import { Markdown } from "./Markdown";

export interface LabelProps {
  /** Id of the input that the label names. Without one it is a plain text (give the group `aria-labelledby={id}`). */
  readonly htmlFor?: string;
  readonly id?: string;
  readonly props: {
    readonly label: string;
    readonly help?: string | null;
    readonly disabled?: boolean;
    readonly label_visibility?: "visible" | "hidden" | "collapsed";
  };
}

/**
 * The label above a widget, with its help. "hidden" keeps its space; "collapsed" takes none; screen readers read both.
 */
export function Label({ htmlFor, id, props }: LabelProps): ReactNode {
  const { label, help, disabled, label_visibility: visibility = "visible" } = props;
  const text = <Markdown inline>{label}</Markdown>;
  const named =
    htmlFor === undefined ? (
      <span id={id}>{text}</span>
    ) : (
      <label id={id} htmlFor={htmlFor}>
        {text}
      </label>
    );
  return (
    <div
      className={styles.root}
      data-testid="stWidgetLabel"
      data-visibility={visibility}
      data-disabled={disabled || undefined}
    >
      {named}
      {help && visibility === "visible" ? <Help text={help} /> : null}
    </div>
  );
}
