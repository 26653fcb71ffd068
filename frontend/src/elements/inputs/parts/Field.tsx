import { Loader } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Icon } from "../../shared/Icon";
import { Label, type LabelProps } from "../../shared/Label";
import styles from "./Field.module.css";

interface FieldProps {
  readonly props: LabelProps["props"];
  /** A quiet line below: what Enter does, how many characters are left. */
  readonly hint?: ReactNode;
  /** What is wrong with what was entered. */
  readonly problem?: string | null;
  readonly className?: string;
  readonly children: (ids: FieldIds) => ReactNode;
}

export interface FieldIds {
  readonly id: string;
  /** For `aria-describedby`. */
  readonly describedBy: string;
  readonly invalid: boolean;
}

/** A label above an input, and below it what there is to say. */
export function Field({ props, hint, problem = null, className = "", children }: FieldProps): ReactNode {
  const id = useId();
  const describedBy = `${id}-note`;
  return (
    <div className={`${styles.root} ${className}`} data-invalid={problem !== null || undefined}>
      <Label htmlFor={id} props={props} />
      {children({ id, describedBy, invalid: problem !== null })}
      <div id={describedBy} className={styles.note}>
        {problem === null ? null : (
          <span className={styles.problem} role="alert">
            {problem}
          </span>
        )}
        {hint ? <span className={styles.hint}>{hint}</span> : null}
      </div>
    </div>
  );
}

/** The icon within a field or a button. */
export function FieldIcon({ icon }: { readonly icon: string }): ReactNode {
  if (icon === "spinner") return <Loader size="1em" color="currentColor" />;
  return <Icon icon={icon} />;
}
